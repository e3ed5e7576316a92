import { defineOperation } from '../../operation.ts';
import { long, string, thingName } from '../../shapes/common.ts';
import { attributes, billingGroupName, thingTypeName } from '../../shapes/registry.ts';

export const describeThing = defineOperation({
  name: 'DescribeThing',
  service: 'iot',
  method: 'GET',
  path: '/things/{thingName}',
  sentence: 'Describes a thing.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
  },
  output: {
    defaultClientId: { shape: string },
    thingName: { shape: thingName },
    thingId: { shape: string },
    thingArn: { shape: string },
    thingTypeName: { shape: thingTypeName },
    attributes: { shape: attributes },
    version: { shape: long },
    billingGroupName: { shape: billingGroupName },
  },
  errors: [
    'ResourceNotFoundException',
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
  ],
  resources: ['thing/{thingName}'],
});

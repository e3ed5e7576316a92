import { defineOperation } from '../../operation.ts';
import { string, thingName } from '../../shapes/common.ts';
import { attributePayload, billingGroupName, thingTypeName } from '../../shapes/registry.ts';

export const createThing = defineOperation({
  name: 'CreateThing',
  service: 'iot',
  method: 'POST',
  path: '/things/{thingName}',
  sentence: 'Registers a thing.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    thingTypeName: { shape: thingTypeName },
    attributePayload: { shape: attributePayload },
    billingGroupName: { shape: billingGroupName },
  },
  output: {
    thingName: { shape: thingName },
    thingArn: { shape: string },
    thingId: { shape: string },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceAlreadyExistsException',
    'ResourceNotFoundException',
  ],
  resources: ['thing/{thingName}', 'thingtype/{thingTypeName}', 'billinggroup/{billingGroupName}'],
});

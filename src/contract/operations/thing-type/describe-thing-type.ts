import { defineOperation } from '../../operation.ts';
import { string } from '../../shapes/common.ts';
import { thingTypeMetadata, thingTypeName, thingTypeProperties } from '../../shapes/registry.ts';

export const describeThingType = defineOperation({
  name: 'DescribeThingType',
  service: 'iot',
  method: 'GET',
  path: '/thing-types/{thingTypeName}',
  sentence: 'Describes a thing type.',
  input: {
    thingTypeName: { shape: thingTypeName, in: 'path', required: true },
  },
  output: {
    thingTypeName: { shape: thingTypeName },
    thingTypeId: { shape: string },
    thingTypeArn: { shape: string },
    thingTypeProperties: { shape: thingTypeProperties },
    thingTypeMetadata: { shape: thingTypeMetadata },
  },
  errors: [
    'ResourceNotFoundException',
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
  ],
  resources: ['thingtype/{thingTypeName}'],
});

import { defineOperation } from '../../operation.ts';
import { thingTypeName, thingTypeProperties } from '../../shapes/registry.ts';

export const updateThingType = defineOperation({
  name: 'UpdateThingType',
  service: 'iot',
  method: 'PATCH',
  path: '/thing-types/{thingTypeName}',
  sentence: 'Replaces the given properties of a thing type.',
  input: {
    thingTypeName: { shape: thingTypeName, in: 'path', required: true },
    thingTypeProperties: { shape: thingTypeProperties },
  },
  output: {},
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

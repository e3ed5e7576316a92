import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { thingTypeName } from '../../shapes/registry.ts';

export const deprecateThingType = defineOperation({
  name: 'DeprecateThingType',
  service: 'iot',
  method: 'POST',
  path: '/thing-types/{thingTypeName}/deprecate',
  sentence: 'Forbids new things of a type, or allows them again.',
  input: {
    thingTypeName: { shape: thingTypeName, in: 'path', required: true },
    undoDeprecate: { shape: boolean },
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

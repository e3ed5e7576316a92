import { defineOperation } from '../../operation.ts';
import { thingTypeName } from '../../shapes/registry.ts';

export const deleteThingType = defineOperation({
  name: 'DeleteThingType',
  service: 'iot',
  method: 'DELETE',
  path: '/thing-types/{thingTypeName}',
  sentence: 'Deletes a thing type some minutes after it was deprecated, if no thing has it.',
  input: {
    thingTypeName: { shape: thingTypeName, in: 'path', required: true },
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

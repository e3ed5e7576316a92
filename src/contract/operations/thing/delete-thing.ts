import { defineOperation } from '../../operation.ts';
import { long, thingName } from '../../shapes/common.ts';

export const deleteThing = defineOperation({
  name: 'DeleteThing',
  service: 'iot',
  method: 'DELETE',
  path: '/things/{thingName}',
  sentence: 'Deletes a thing that no principal is attached to, and removes what is left for it of jobs.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    expectedVersion: { shape: long, in: 'query' },
  },
  output: {},
  errors: [
    'ResourceNotFoundException',
    'VersionConflictException',
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
  ],
  resources: ['thing/{thingName}'],
});

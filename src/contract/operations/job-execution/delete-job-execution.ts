import { defineOperation } from '../../operation.ts';
import { boolean, jobId, long, namespaceId, thingName } from '../../shapes/common.ts';

export const deleteJobExecution = defineOperation({
  name: 'DeleteJobExecution',
  service: 'iot',
  method: 'DELETE',
  path: '/things/{thingName}/jobs/{jobId}/executionNumber/{executionNumber}',
  sentence: 'Deletes one execution of a job on a thing.',
  input: {
    jobId: { shape: jobId, in: 'path', required: true },
    thingName: { shape: thingName, in: 'path', required: true },
    executionNumber: { shape: long, in: 'path', required: true },
    force: { shape: boolean, in: 'query' },
    namespaceId: { shape: namespaceId, in: 'query' },
  },
  errors: [
    'InvalidRequestException',
    'InvalidStateTransitionException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'ServiceUnavailableException',
  ],
  resources: ['job/{jobId}', 'thing/{thingName}'],
});

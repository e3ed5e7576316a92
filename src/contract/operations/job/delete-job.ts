import { defineOperation } from '../../operation.ts';
import { boolean, jobId, namespaceId } from '../../shapes/common.ts';

export const deleteJob = defineOperation({
  name: 'DeleteJob',
  service: 'iot',
  method: 'DELETE',
  path: '/jobs/{jobId}',
  sentence: 'Deletes a job and all of its executions.',
  input: {
    jobId: { shape: jobId, in: 'path', required: true },
    force: { shape: boolean, in: 'query' },
    namespaceId: { shape: namespaceId, in: 'query' },
  },
  errors: [
    'InvalidRequestException',
    'InvalidStateTransitionException',
    'ResourceNotFoundException',
    'LimitExceededException',
    'ThrottlingException',
    'ServiceUnavailableException',
  ],
  resources: ['job/{jobId}'],
});

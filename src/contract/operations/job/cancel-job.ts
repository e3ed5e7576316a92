import { defineOperation } from '../../operation.ts';
import { boolean, jobId, jobText, string } from '../../shapes/common.ts';
import { reasonCode } from '../../shapes/job.ts';

export const cancelJob = defineOperation({
  name: 'CancelJob',
  service: 'iot',
  method: 'PUT',
  path: '/jobs/{jobId}/cancel',
  sentence: 'Cancels a job and its queued executions, with force also those in progress.',
  input: {
    jobId: { shape: jobId, in: 'path', required: true },
    reasonCode: { shape: reasonCode },
    comment: { shape: jobText },
    force: { shape: boolean, in: 'query' },
  },
  output: {
    jobArn: { shape: string },
    jobId: { shape: jobId },
    description: { shape: jobText },
  },
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'ServiceUnavailableException',
    'LimitExceededException',
  ],
  resources: ['job/{jobId}'],
});

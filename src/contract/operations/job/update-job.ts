import { defineOperation } from '../../operation.ts';
import { jobId, jobText, namespaceId } from '../../shapes/common.ts';
import {
  abortConfig,
  jobExecutionsRetryConfig,
  jobExecutionsRolloutConfig,
  presignedUrlConfig,
  timeoutConfig,
} from '../../shapes/job.ts';

export const updateJob = defineOperation({
  name: 'UpdateJob',
  service: 'iot',
  method: 'PATCH',
  path: '/jobs/{jobId}',
  sentence: 'Updates the description and the configurations of a job.',
  input: {
    jobId: { shape: jobId, in: 'path', required: true },
    description: { shape: jobText },
    presignedUrlConfig: { shape: presignedUrlConfig },
    jobExecutionsRolloutConfig: { shape: jobExecutionsRolloutConfig },
    abortConfig: { shape: abortConfig },
    timeoutConfig: { shape: timeoutConfig },
    namespaceId: { shape: namespaceId, in: 'query' },
    jobExecutionsRetryConfig: { shape: jobExecutionsRetryConfig },
  },
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'ServiceUnavailableException',
  ],
  resources: ['job/{jobId}'],
});

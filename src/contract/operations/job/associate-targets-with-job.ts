import { defineOperation } from '../../operation.ts';
import { jobId, jobText, namespaceId, string } from '../../shapes/common.ts';
import { jobTargets } from '../../shapes/job.ts';

export const associateTargetsWithJob = defineOperation({
  name: 'AssociateTargetsWithJob',
  service: 'iot',
  method: 'POST',
  path: '/jobs/{jobId}/targets',
  sentence: 'Adds targets to a continuous job.',
  input: {
    targets: { shape: jobTargets, required: true },
    jobId: { shape: jobId, in: 'path', required: true },
    comment: { shape: jobText },
    namespaceId: { shape: namespaceId, in: 'query' },
  },
  output: {
    jobArn: { shape: string },
    jobId: { shape: jobId },
    description: { shape: jobText },
  },
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'LimitExceededException',
    'ThrottlingException',
    'ServiceUnavailableException',
  ],
  resources: ['job/{jobId}', '{targets}'],
});

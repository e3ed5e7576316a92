import { defineOperation } from '../../operation.ts';
import { boolean, jobId } from '../../shapes/common.ts';
import { job, jobDocumentSource } from '../../shapes/job.ts';

export const describeJob = defineOperation({
  name: 'DescribeJob',
  service: 'iot',
  method: 'GET',
  path: '/jobs/{jobId}',
  sentence: 'Describes a job.',
  input: {
    jobId: { shape: jobId, in: 'path', required: true },
    beforeSubstitution: { shape: boolean, in: 'query' },
  },
  output: {
    documentSource: { shape: jobDocumentSource },
    job: { shape: job },
  },
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'ServiceUnavailableException',
  ],
  resources: ['job/{jobId}'],
});

import { defineOperation } from '../../operation.ts';
import { boolean, jobId } from '../../shapes/common.ts';
import { jobDocument } from '../../shapes/job.ts';

export const getJobDocument = defineOperation({
  name: 'GetJobDocument',
  service: 'iot',
  method: 'GET',
  path: '/jobs/{jobId}/job-document',
  sentence: 'Returns the document of a job as it was stored.',
  input: {
    jobId: { shape: jobId, in: 'path', required: true },
    beforeSubstitution: { shape: boolean, in: 'query' },
  },
  output: {
    document: { shape: jobDocument },
  },
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'ServiceUnavailableException',
  ],
  resources: ['job/{jobId}'],
});

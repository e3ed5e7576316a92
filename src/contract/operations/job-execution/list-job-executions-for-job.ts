import { defineOperation } from '../../operation.ts';
import { jobId, maxResults, nextToken, string } from '../../shapes/common.ts';
import { jobExecutionStatus, jobExecutionSummary } from '../../shapes/job.ts';

export const listJobExecutionsForJob = defineOperation({
  name: 'ListJobExecutionsForJob',
  service: 'iot',
  method: 'GET',
  path: '/jobs/{jobId}/things',
  sentence: 'Lists the executions of a job.',
  input: {
    jobId: { shape: jobId, in: 'path', required: true },
    status: { shape: jobExecutionStatus, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    nextToken: { shape: nextToken, in: 'query' },
  },
  output: {
    executionSummaries: {
      shape: {
        type: 'list',
        of: {
          type: 'structure',
          members: { thingArn: { shape: string }, jobExecutionSummary: { shape: jobExecutionSummary } },
        },
      },
    },
    nextToken: { shape: nextToken },
  },
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'ServiceUnavailableException',
  ],
  resources: ['job/{jobId}'],
});

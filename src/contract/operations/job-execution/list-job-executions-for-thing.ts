import { defineOperation } from '../../operation.ts';
import { jobId, maxResults, namespaceId, nextToken, thingName } from '../../shapes/common.ts';
import { jobExecutionStatus, jobExecutionSummary } from '../../shapes/job.ts';

export const listJobExecutionsForThing = defineOperation({
  name: 'ListJobExecutionsForThing',
  service: 'iot',
  method: 'GET',
  path: '/things/{thingName}/jobs',
  sentence: 'Lists the job executions of a thing, the most recently queued first.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    status: { shape: jobExecutionStatus, in: 'query' },
    namespaceId: { shape: namespaceId, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    nextToken: { shape: nextToken, in: 'query' },
    jobId: { shape: jobId, in: 'query' },
  },
  output: {
    executionSummaries: {
      shape: {
        type: 'list',
        of: {
          type: 'structure',
          members: { jobId: { shape: jobId }, jobExecutionSummary: { shape: jobExecutionSummary } },
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
  resources: ['thing/{thingName}'],
});

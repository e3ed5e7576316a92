import { defineOperation } from '../../operation.ts';
import { maxResults, namespaceId, nextToken, thingGroupId, thingGroupName } from '../../shapes/common.ts';
import { jobStatus, jobSummary, targetSelection } from '../../shapes/job.ts';

export const listJobs = defineOperation({
  name: 'ListJobs',
  service: 'iot',
  method: 'GET',
  path: '/jobs',
  sentence: 'Lists jobs, the newest first.',
  input: {
    status: { shape: jobStatus, in: 'query' },
    targetSelection: { shape: targetSelection, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    nextToken: { shape: nextToken, in: 'query' },
    thingGroupName: { shape: thingGroupName, in: 'query' },
    thingGroupId: { shape: thingGroupId, in: 'query' },
    namespaceId: { shape: namespaceId, in: 'query' },
  },
  output: {
    jobs: { shape: { type: 'list', of: jobSummary } },
    nextToken: { shape: nextToken },
  },
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'ServiceUnavailableException',
  ],
  resources: ['*'],
});

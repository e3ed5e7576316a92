import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken } from '../../shapes/common.ts';
import { jobTemplateSummary } from '../../shapes/job-template.ts';

export const listJobTemplates = defineOperation({
  name: 'ListJobTemplates',
  service: 'iot',
  method: 'GET',
  path: '/job-templates',
  sentence: 'Lists job templates by id.',
  input: {
    maxResults: { shape: maxResults, in: 'query' },
    nextToken: { shape: nextToken, in: 'query' },
  },
  output: {
    jobTemplates: { shape: { type: 'list', of: jobTemplateSummary } },
    nextToken: { shape: nextToken },
  },
  errors: ['InvalidRequestException', 'ThrottlingException', 'InternalFailureException'],
  resources: ['*'],
});

import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken } from '../../shapes/common.ts';
import { managedJobTemplateSummary, templateName } from '../../shapes/job-template.ts';

export const listManagedJobTemplates = defineOperation({
  name: 'ListManagedJobTemplates',
  service: 'iot',
  method: 'GET',
  path: '/managed-job-templates',
  sentence: 'Lists the job templates that come with the server.',
  input: {
    templateName: { shape: templateName, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    nextToken: { shape: nextToken, in: 'query' },
  },
  output: {
    managedJobTemplates: { shape: { type: 'list', of: managedJobTemplateSummary } },
    nextToken: { shape: nextToken },
  },
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'ThrottlingException', 'InternalServerException'],
  resources: ['*'],
});

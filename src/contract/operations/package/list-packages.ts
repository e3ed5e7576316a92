import { defineOperation } from '../../operation.ts';
import { nextToken } from '../../shapes/common.ts';
import { packageMaxResults, packageSummary } from '../../shapes/package.ts';

export const listPackages = defineOperation({
  name: 'ListPackages',
  service: 'iot',
  method: 'GET',
  path: '/packages',
  sentence: 'Lists software packages by name.',
  input: {
    maxResults: { shape: packageMaxResults, in: 'query' },
    nextToken: { shape: nextToken, in: 'query' },
  },
  output: {
    packageSummaries: { shape: { type: 'list', of: packageSummary } },
    nextToken: { shape: nextToken },
  },
  errors: ['ThrottlingException', 'InternalServerException', 'ValidationException'],
  resources: ['*'],
});

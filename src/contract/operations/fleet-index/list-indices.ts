import { defineOperation } from '../../operation.ts';
import { nextToken } from '../../shapes/common.ts';
import { indexName } from '../../shapes/registry.ts';

export const listIndices = defineOperation({
  name: 'ListIndices',
  service: 'iot',
  method: 'GET',
  path: '/indices',
  sentence: 'Lists the fleet indexes that are switched on.',
  input: {
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: { type: 'integer', min: 1, max: 500 }, in: 'query' },
  },
  output: {
    indexNames: { shape: { type: 'list', of: indexName, itemName: 'IndexName' } },
    nextToken: { shape: nextToken },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
  ],
  resources: ['*'],
});

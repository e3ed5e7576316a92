import { defineOperation } from '../../operation.ts';
import { nextToken, string } from '../../shapes/common.ts';
import { thingDocument, thingGroupDocument } from '../../shapes/fleet-index.ts';
import { indexName, queryString } from '../../shapes/registry.ts';

export const searchIndex = defineOperation({
  name: 'SearchIndex',
  service: 'iot',
  method: 'POST',
  path: '/indices/search',
  sentence: 'Finds the things or thing groups that match a query.',
  input: {
    indexName: { shape: indexName },
    queryString: { shape: queryString, required: true },
    nextToken: { shape: nextToken },
    maxResults: { shape: { type: 'integer', min: 1 } },
    queryVersion: { shape: string },
  },
  output: {
    nextToken: { shape: nextToken },
    things: { shape: { type: 'list', of: thingDocument } },
    thingGroups: { shape: { type: 'list', of: thingGroupDocument } },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
    'InvalidQueryException',
    'IndexNotReadyException',
  ],
  resources: ['index/{indexName=AWS_Things}'],
});

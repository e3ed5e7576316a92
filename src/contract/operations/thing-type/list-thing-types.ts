import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken } from '../../shapes/common.ts';
import { thingTypeDefinition, thingTypeName } from '../../shapes/registry.ts';

export const listThingTypes = defineOperation({
  name: 'ListThingTypes',
  service: 'iot',
  method: 'GET',
  path: '/thing-types',
  sentence: 'Lists thing types, optionally those whose names begin alike.',
  input: {
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    thingTypeName: { shape: thingTypeName, in: 'query' },
  },
  output: {
    thingTypes: { shape: { type: 'list', of: thingTypeDefinition } },
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

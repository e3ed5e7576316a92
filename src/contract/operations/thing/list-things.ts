import { defineOperation } from '../../operation.ts';
import { boolean, maxResults, nextToken } from '../../shapes/common.ts';
import { attributeName, attributeValue, thingAttribute, thingTypeName } from '../../shapes/registry.ts';

export const listThings = defineOperation({
  name: 'ListThings',
  service: 'iot',
  method: 'GET',
  path: '/things',
  sentence: 'Lists things, optionally those of one type or with one attribute value.',
  input: {
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    attributeName: { shape: attributeName, in: 'query' },
    attributeValue: { shape: attributeValue, in: 'query' },
    thingTypeName: { shape: thingTypeName, in: 'query' },
    usePrefixAttributeValue: { shape: boolean, in: 'query' },
  },
  output: {
    things: { shape: { type: 'list', of: thingAttribute } },
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

import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken, thingName } from '../../shapes/common.ts';
import { principal } from '../../shapes/security.ts';

export const listPrincipalThings = defineOperation({
  name: 'ListPrincipalThings',
  service: 'iot',
  method: 'GET',
  path: '/principals/things',
  sentence: 'Lists the things that a certificate is attached to.',
  input: {
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    principal: { shape: principal, in: 'header', name: 'x-amzn-principal', required: true },
  },
  output: {
    things: { shape: { type: 'list', of: thingName, itemName: 'ThingName' } },
    nextToken: { shape: nextToken },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
  ],
  resources: ['{principal}'],
});

import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken, thingName } from '../../shapes/common.ts';
import { principalArn } from '../../shapes/security.ts';

export const listThingPrincipals = defineOperation({
  name: 'ListThingPrincipals',
  service: 'iot',
  method: 'GET',
  path: '/things/{thingName}/principals',
  sentence: 'Lists the certificates that are attached to a thing.',
  input: {
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    thingName: { shape: thingName, in: 'path', required: true },
  },
  output: {
    principals: { shape: { type: 'list', of: principalArn, itemName: 'PrincipalArn' } },
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
  resources: ['thing/{thingName}'],
});

import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken, thingName } from '../../shapes/common.ts';
import { thingPrincipalObject, thingPrincipalType } from '../../shapes/security.ts';

export const listThingPrincipalsV2 = defineOperation({
  name: 'ListThingPrincipalsV2',
  service: 'iot',
  method: 'GET',
  path: '/things/{thingName}/principals-v2',
  sentence: 'Lists the certificates that are attached to a thing, and how.',
  input: {
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    thingName: { shape: thingName, in: 'path', required: true },
    thingPrincipalType: { shape: thingPrincipalType, in: 'query' },
  },
  output: {
    thingPrincipalObjects: { shape: { type: 'list', of: thingPrincipalObject } },
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

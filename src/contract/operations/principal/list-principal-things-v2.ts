import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken } from '../../shapes/common.ts';
import { principal, principalThingObject, thingPrincipalType } from '../../shapes/security.ts';

export const listPrincipalThingsV2 = defineOperation({
  name: 'ListPrincipalThingsV2',
  service: 'iot',
  method: 'GET',
  path: '/principals/things-v2',
  sentence: 'Lists the things that a certificate is attached to, and how.',
  input: {
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    principal: { shape: principal, in: 'header', name: 'x-amzn-principal', required: true },
    thingPrincipalType: { shape: thingPrincipalType, in: 'query' },
  },
  output: {
    principalThingObjects: { shape: { type: 'list', of: principalThingObject } },
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

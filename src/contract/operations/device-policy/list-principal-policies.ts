import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { marker, pageSize, policySummary, principal } from '../../shapes/security.ts';

export const listPrincipalPolicies = defineOperation({
  name: 'ListPrincipalPolicies',
  service: 'iot',
  method: 'GET',
  path: '/principal-policies',
  sentence: 'Lists the policies of a certificate; the older form of ListAttachedPolicies.',
  deprecated: true,
  input: {
    principal: { shape: principal, in: 'header', name: 'x-amzn-iot-principal', required: true },
    marker: { shape: marker, in: 'query' },
    pageSize: { shape: pageSize, in: 'query' },
    ascendingOrder: { shape: boolean, in: 'query', name: 'isAscendingOrder' },
  },
  output: {
    policies: { shape: { type: 'list', of: policySummary } },
    nextMarker: { shape: marker },
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

import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { marker, pageSize, policyName, principalArn } from '../../shapes/security.ts';

export const listPolicyPrincipals = defineOperation({
  name: 'ListPolicyPrincipals',
  service: 'iot',
  method: 'GET',
  path: '/policy-principals',
  sentence: 'Lists the certificates that a policy is attached to; the older form of ListTargetsForPolicy.',
  deprecated: true,
  input: {
    policyName: { shape: policyName, in: 'header', name: 'x-amzn-iot-policy', required: true },
    marker: { shape: marker, in: 'query' },
    pageSize: { shape: pageSize, in: 'query' },
    ascendingOrder: { shape: boolean, in: 'query', name: 'isAscendingOrder' },
  },
  output: {
    principals: { shape: { type: 'list', of: principalArn, itemName: 'PrincipalArn' } },
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
  resources: ['policy/{policyName}'],
});

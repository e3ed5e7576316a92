import { defineOperation } from '../../operation.ts';
import { marker, pageSize, policyName, policyTarget } from '../../shapes/security.ts';

export const listTargetsForPolicy = defineOperation({
  name: 'ListTargetsForPolicy',
  service: 'iot',
  method: 'POST',
  path: '/policy-targets/{policyName}',
  sentence: 'Lists the certificates and thing groups that a policy is attached to.',
  input: {
    policyName: { shape: policyName, in: 'path', required: true },
    marker: { shape: marker, in: 'query' },
    pageSize: { shape: pageSize, in: 'query' },
  },
  output: {
    targets: { shape: { type: 'list', of: policyTarget, itemName: 'PolicyTarget' } },
    nextMarker: { shape: marker },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
    'LimitExceededException',
  ],
  resources: ['policy/{policyName}'],
});

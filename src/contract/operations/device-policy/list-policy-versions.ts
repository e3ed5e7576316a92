import { defineOperation } from '../../operation.ts';
import { policyName, policyVersionSummary } from '../../shapes/security.ts';

export const listPolicyVersions = defineOperation({
  name: 'ListPolicyVersions',
  service: 'iot',
  method: 'GET',
  path: '/policies/{policyName}/version',
  sentence: 'Lists the versions of a policy, the newest first.',
  input: {
    policyName: { shape: policyName, in: 'path', required: true },
  },
  output: {
    policyVersions: { shape: { type: 'list', of: policyVersionSummary } },
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

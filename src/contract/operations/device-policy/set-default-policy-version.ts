import { defineOperation } from '../../operation.ts';
import { policyName, policyVersionId } from '../../shapes/security.ts';

export const setDefaultPolicyVersion = defineOperation({
  name: 'SetDefaultPolicyVersion',
  service: 'iot',
  method: 'PATCH',
  path: '/policies/{policyName}/version/{policyVersionId}',
  sentence: 'Makes a version of a policy the one that is in force.',
  input: {
    policyName: { shape: policyName, in: 'path', required: true },
    policyVersionId: { shape: policyVersionId, in: 'path', required: true },
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

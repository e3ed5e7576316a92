import { defineOperation } from '../../operation.ts';
import { policyName, policyVersionId } from '../../shapes/security.ts';

export const deletePolicyVersion = defineOperation({
  name: 'DeletePolicyVersion',
  service: 'iot',
  method: 'DELETE',
  path: '/policies/{policyName}/version/{policyVersionId}',
  sentence: 'Deletes a version of a policy that is not the default one.',
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
    'DeleteConflictException',
    'ResourceNotFoundException',
  ],
  resources: ['policy/{policyName}'],
});

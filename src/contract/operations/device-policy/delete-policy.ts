import { defineOperation } from '../../operation.ts';
import { policyName } from '../../shapes/security.ts';

export const deletePolicy = defineOperation({
  name: 'DeletePolicy',
  service: 'iot',
  method: 'DELETE',
  path: '/policies/{policyName}',
  sentence: 'Deletes a policy that is attached to nothing and has no version beside the default one.',
  input: {
    policyName: { shape: policyName, in: 'path', required: true },
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

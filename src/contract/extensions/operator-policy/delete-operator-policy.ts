import { defineOperation } from '../../operation.ts';
import { operatorPolicyName } from '../../shapes/operator.ts';

export const deleteOperatorPolicy = defineOperation({
  name: 'DeleteOperatorPolicy',
  service: 'iot',
  method: 'DELETE',
  path: '/x/admin/policies/{policyName}',
  sentence: 'Deletes a policy that is attached to nobody.',
  input: { policyName: { shape: operatorPolicyName, required: true, in: 'path' } },
  output: {},
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'InternalFailureException',
    'DeleteConflictException',
  ],
  resources: ['policy/{policyName}'],
});

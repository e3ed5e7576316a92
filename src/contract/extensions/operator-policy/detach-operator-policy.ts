import { defineOperation } from '../../operation.ts';
import { operatorPolicyName, userOrRole } from '../../shapes/operator.ts';

export const detachOperatorPolicy = defineOperation({
  name: 'DetachOperatorPolicy',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/policies/{policyName}/detach',
  sentence: 'Detaches a policy from a user or a role; it counts at once.',
  input: { policyName: { shape: operatorPolicyName, required: true, in: 'path' }, ...userOrRole },
  output: {},
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'InternalFailureException'],
  resources: ['policy/{policyName}', 'user/{userName}', 'role/{roleName}'],
});

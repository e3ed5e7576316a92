import { defineOperation } from '../../operation.ts';
import { operatorPolicyName, userOrRole } from '../../shapes/operator.ts';

export const attachOperatorPolicy = defineOperation({
  name: 'AttachOperatorPolicy',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/policies/{policyName}/attach',
  sentence: 'Attaches a policy to a user or a role; it counts at once.',
  input: { policyName: { shape: operatorPolicyName, required: true, in: 'path' }, ...userOrRole },
  output: {},
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'InternalFailureException',
    'LimitExceededException',
  ],
  resources: ['policy/{policyName}', 'user/{userName}', 'role/{roleName}'],
});

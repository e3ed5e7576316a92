import { defineOperation } from '../../operation.ts';
import { operatorPolicyDescription, operatorPolicyName } from '../../shapes/operator.ts';

export const getOperatorPolicy = defineOperation({
  name: 'GetOperatorPolicy',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/policies/{policyName}',
  sentence: 'Gives the document of a policy for operators.',
  input: { policyName: { shape: operatorPolicyName, required: true, in: 'path' } },
  output: operatorPolicyDescription.members,
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'InternalFailureException'],
  resources: ['policy/{policyName}'],
});

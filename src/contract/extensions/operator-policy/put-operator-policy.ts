import { defineOperation } from '../../operation.ts';
import { operatorPolicyName, policyDocument } from '../../shapes/operator.ts';

export const putOperatorPolicy = defineOperation({
  name: 'PutOperatorPolicy',
  service: 'iot',
  method: 'PUT',
  path: '/x/admin/policies/{policyName}',
  sentence: 'Stores a policy for operators, or puts another document in its place.',
  input: {
    policyName: { shape: operatorPolicyName, required: true, in: 'path' },
    policyDocument: { shape: policyDocument, required: true },
  },
  output: {},
  errors: ['InvalidRequestException', 'MalformedPolicyException', 'InternalFailureException'],
  resources: ['policy/{policyName}'],
});

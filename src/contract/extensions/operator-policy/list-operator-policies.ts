import { defineOperation } from '../../operation.ts';
import { nextToken } from '../../shapes/common.ts';
import { operatorPolicyDescription, page } from '../../shapes/operator.ts';

export const listOperatorPolicies = defineOperation({
  name: 'ListOperatorPolicies',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/policies',
  sentence: 'Lists the policies for operators, the ready-made ones first.',
  input: page,
  output: {
    policies: { shape: { type: 'list', of: operatorPolicyDescription } },
    nextToken: { shape: nextToken },
  },
  errors: ['InvalidRequestException', 'InternalFailureException'],
  resources: ['*'],
});

import { defineOperation } from '../../operation.ts';
import { string } from '../../shapes/common.ts';
import { userOrRole } from '../../shapes/operator.ts';

export const simulateOperatorPolicies = defineOperation({
  name: 'SimulateOperatorPolicies',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/simulate',
  sentence: 'Says whether the policies of a user or a role allow an action on a resource, and which statement decides.',
  input: {
    ...userOrRole,
    action: { shape: { type: 'string', min: 1, max: 128 }, required: true },
    resource: { shape: { type: 'string', min: 1, max: 2_048 } },
    /** Values of condition keys. */
    context: { shape: { type: 'map', key: { type: 'string', max: 256 }, value: string, max: 50 } },
  },
  output: {
    decision: { shape: string },
    policyName: { shape: string },
    statement: { shape: string },
  },
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'InternalFailureException'],
  resources: ['user/{userName}', 'role/{roleName}'],
});

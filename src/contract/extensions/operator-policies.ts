/** Our own operations on the policies of users and roles, beside the surface of the original service. */
import { defineOperation } from '../operation.ts';
import { nextToken } from '../shapes/common.ts';
import { operatorPolicyDescription, operatorPolicyName, page, policyDocument, userOrRole } from './operator-shapes.ts';

const errors = ['InvalidRequestException', 'ResourceNotFoundException', 'InternalFailureException'] as const;
const policyName = { shape: operatorPolicyName, required: true, in: 'path' } as const;
const string = { type: 'string' } as const;

export const putOperatorPolicy = defineOperation({
  name: 'PutOperatorPolicy',
  service: 'iot',
  method: 'PUT',
  path: '/x/admin/policies/{policyName}',
  sentence: 'Stores a policy for operators, or puts another document in its place.',
  input: { policyName, policyDocument: { shape: policyDocument, required: true } },
  output: {},
  errors: ['InvalidRequestException', 'MalformedPolicyException', 'InternalFailureException'],
  resources: ['policy/{policyName}'],
});

export const getOperatorPolicy = defineOperation({
  name: 'GetOperatorPolicy',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/policies/{policyName}',
  sentence: 'Gives the document of a policy for operators.',
  input: { policyName },
  output: operatorPolicyDescription.members,
  errors,
  resources: ['policy/{policyName}'],
});

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

export const deleteOperatorPolicy = defineOperation({
  name: 'DeleteOperatorPolicy',
  service: 'iot',
  method: 'DELETE',
  path: '/x/admin/policies/{policyName}',
  sentence: 'Deletes a policy that is attached to nobody.',
  input: { policyName },
  output: {},
  errors: [...errors, 'DeleteConflictException'],
  resources: ['policy/{policyName}'],
});

export const attachOperatorPolicy = defineOperation({
  name: 'AttachOperatorPolicy',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/policies/{policyName}/attach',
  sentence: 'Attaches a policy to a user or a role; it counts at once.',
  input: { policyName, ...userOrRole },
  output: {},
  errors: [...errors, 'LimitExceededException'],
  resources: ['policy/{policyName}', 'user/{userName}', 'role/{roleName}'],
});

export const detachOperatorPolicy = defineOperation({
  name: 'DetachOperatorPolicy',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/policies/{policyName}/detach',
  sentence: 'Detaches a policy from a user or a role; it counts at once.',
  input: { policyName, ...userOrRole },
  output: {},
  errors,
  resources: ['policy/{policyName}', 'user/{userName}', 'role/{roleName}'],
});

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
  errors,
  resources: ['user/{userName}', 'role/{roleName}'],
});

import type { operatorPolicyExtensions } from '../../../contract/extensions/operator-policy/index.ts';
import type { ExtensionHandlers } from '../context.ts';
import { attachOperatorPolicy } from './attach-operator-policy.ts';
import { deleteOperatorPolicy } from './delete-operator-policy.ts';
import { detachOperatorPolicy } from './detach-operator-policy.ts';
import { getOperatorPolicy } from './get-operator-policy.ts';
import { listOperatorPolicies } from './list-operator-policies.ts';
import { putOperatorPolicy } from './put-operator-policy.ts';
import { simulateOperatorPolicies } from './simulate-operator-policies.ts';

/** What the operations under `/x/` on the policies of users and roles do. */
export const operatorPolicyExtensionHandlers: ExtensionHandlers<typeof operatorPolicyExtensions> = {
  AttachOperatorPolicy: attachOperatorPolicy,
  DeleteOperatorPolicy: deleteOperatorPolicy,
  DetachOperatorPolicy: detachOperatorPolicy,
  GetOperatorPolicy: getOperatorPolicy,
  ListOperatorPolicies: listOperatorPolicies,
  PutOperatorPolicy: putOperatorPolicy,
  SimulateOperatorPolicies: simulateOperatorPolicies,
};

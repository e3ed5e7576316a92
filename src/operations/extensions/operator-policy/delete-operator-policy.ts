import { ServiceError } from '../../../contract/errors.ts';
import { change } from '../../../store/database/change.ts';
import {
  deleteOperatorPolicy as deleteStoredPolicy,
  isOperatorPolicyAttached,
  lockOperatorPolicy,
} from '../../../store/operator/operator-policy.ts';
import { policyNotFound, refuseReadyMade } from '../../operator/operator-policies.ts';
import type { ExtensionHandler } from '../context.ts';

/** DeleteConflictException while it is attached to anybody. */
export const deleteOperatorPolicy: ExtensionHandler<'DeleteOperatorPolicy'> = async (
  { database, signals },
  { policyName },
) => {
  refuseReadyMade(policyName);
  await change(database, signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    if (!(await lockOperatorPolicy(transaction, policyName))) throw policyNotFound(policyName);
    if (await isOperatorPolicyAttached(transaction, policyName)) {
      throw new ServiceError('DeleteConflictException', `The policy ${policyName} is attached: detach it first.`);
    }
    await deleteStoredPolicy(transaction, policyName);
  });
  return {};
};

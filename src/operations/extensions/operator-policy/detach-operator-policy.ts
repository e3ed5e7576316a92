import { resourceNotFound } from '../../../contract/errors.ts';
import { change } from '../../../store/database/change.ts';
import { detachOperatorPolicy as detachStoredPolicy } from '../../../store/operator/operator-policy.ts';
import { namedOperator } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** ResourceNotFoundException if it is not attached. */
export const detachOperatorPolicy: ExtensionHandler<'DetachOperatorPolicy'> = async (
  { database, signals },
  { policyName, ...named },
) => {
  const operator = namedOperator(named);
  await change(database, signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    if (await detachStoredPolicy(transaction, operator, policyName)) return;
    throw resourceNotFound(`The policy ${policyName} is not attached to the ${operator.kind} ${operator.name}.`);
  });
  return {};
};

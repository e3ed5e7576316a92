import { ServiceError } from '../../../contract/errors.ts';
import { findManagedPolicy } from '../../../domain/operator-policies/index.ts';
import { change } from '../../../store/database/change.ts';
import { lockOperator } from '../../../store/operator/operator.ts';
import {
  attachOperatorPolicy as attachStoredPolicy,
  holdOperatorPolicy,
  listPoliciesOfOperator,
} from '../../../store/operator/operator-policy.ts';
import { policyNotFound } from '../../operator/operator-policies.ts';
import { namedOperator, operatorNotFound } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** As in IAM. */
const POLICIES_PER_OPERATOR = 20;

/** Again is no error. ResourceNotFoundException if policy or operator is unknown. */
export const attachOperatorPolicy: ExtensionHandler<'AttachOperatorPolicy'> = async (context, input) => {
  const { policyName, ...named } = input;
  const { database, signals, wallClock } = context;
  const operator = namedOperator(named);
  await change(database, signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    if (!(await lockOperator(transaction, operator))) throw operatorNotFound(operator);
    const exists = findManagedPolicy(policyName) !== undefined || (await holdOperatorPolicy(transaction, policyName));
    if (!exists) throw policyNotFound(policyName);
    await attachStoredPolicy(transaction, operator, policyName, wallClock.now());
    if ((await listPoliciesOfOperator(transaction, operator)).length > POLICIES_PER_OPERATOR) {
      throw new ServiceError(
        'LimitExceededException',
        `A ${operator.kind} can have at most ${POLICIES_PER_OPERATOR} policies.`,
      );
    }
  });
  return {};
};

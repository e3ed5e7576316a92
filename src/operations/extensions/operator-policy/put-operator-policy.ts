import { OPERATOR_POLICY_CHARACTERS } from '../../../access/operators/operator-directory.ts';
import { parsePolicyDocument } from '../../../domain/policy-language/policy-document.ts';
import { change } from '../../../store/database/change.ts';
import { putOperatorPolicy as putStoredPolicy } from '../../../store/operator/operator-policy.ts';
import { refuseReadyMade } from '../../operator/operator-policies.ts';
import type { ExtensionHandler } from '../context.ts';

/** MalformedPolicyException for a document that is none. A ready-made policy cannot be replaced. */
export const putOperatorPolicy: ExtensionHandler<'PutOperatorPolicy'> = async (context, input) => {
  const { policyDocument, policyName } = input;
  const { database, signals, wallClock } = context;
  refuseReadyMade(policyName);
  parsePolicyDocument(policyDocument, OPERATOR_POLICY_CHARACTERS);
  await change(database, signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    await putStoredPolicy(transaction, policyName, policyDocument, wallClock.now());
  });
  return {};
};

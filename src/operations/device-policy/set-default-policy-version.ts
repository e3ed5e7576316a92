import { change } from '../../store/database/change.ts';
import { findPolicyVersion, lockPolicy, setDefaultVersion } from '../../store/device-policy/policy.ts';
import type { Handler } from '../context.ts';
import { policyNotFound, policyVersionNotFound } from '../not-found.ts';
import { parseVersionId } from './version-id.ts';

export const setDefaultPolicyVersion: Handler<'SetDefaultPolicyVersion'> = async (context, input) => {
  const { policyName, policyVersionId } = input;
  const versionId = parseVersionId(policyVersionId);
  await change(context.database, context.signals, async (transaction, effects) => {
    if ((await lockPolicy(transaction, policyName)) === undefined) throw policyNotFound(policyName);
    if (versionId === undefined || !(await findPolicyVersion(transaction, policyName, versionId))) {
      throw policyVersionNotFound(policyName, policyVersionId);
    }
    await setDefaultVersion(transaction, policyName, versionId, context.clock.now());
    effects.raise({ kind: 'permissions changed', subject: { kind: 'policy', policyName } });
  });
};

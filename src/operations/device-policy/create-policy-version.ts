import { ServiceError } from '../../contract/errors.ts';
import { policyArn } from '../../domain/arn.ts';
import { parsePolicyDocument } from '../../domain/policy-language/policy-document.ts';
import { change } from '../../store/database/change.ts';
import {
  addPolicyVersion,
  listPolicyVersions,
  lockPolicy,
  setDefaultVersion,
} from '../../store/device-policy/policy.ts';
import type { Handler } from '../context.ts';
import { policyNotFound } from '../not-found.ts';

/** Adds a version to a policy, five at most (docs/service/identity.md#versions-of-a-policy). */
export const createPolicyVersion: Handler<'CreatePolicyVersion'> = async (context, input) => {
  const { policyName, policyDocument, setAsDefault = false } = input;
  const { account, quotas } = context.settings;
  parsePolicyDocument(policyDocument, quotas.policyDocumentCharacters);
  const now = context.clock.now();
  const versionId = await change(context.database, context.signals, async (transaction, effects) => {
    if ((await lockPolicy(transaction, policyName)) === undefined) throw policyNotFound(policyName);
    if ((await listPolicyVersions(transaction, policyName)).length >= quotas.policyVersions) {
      throw new ServiceError(
        'VersionsLimitExceededException',
        `The policy ${policyName} already has the maximum number of versions (${quotas.policyVersions})`,
      );
    }
    const versionId = await addPolicyVersion(transaction, policyName, policyDocument, now);
    if (setAsDefault) {
      await setDefaultVersion(transaction, policyName, versionId, now);
      effects.raise({ kind: 'permissions changed', subject: { kind: 'policy', policyName } });
    }
    return versionId;
  });
  return {
    policyArn: policyArn(account, policyName),
    policyDocument,
    policyVersionId: String(versionId),
    isDefaultVersion: setAsDefault,
  };
};

import { findPolicy, listPolicyVersions as list } from '../../store/device-policy/policy.ts';
import type { Handler } from '../context.ts';
import { policyNotFound } from '../not-found.ts';

export const listPolicyVersions: Handler<'ListPolicyVersions'> = async (context, { policyName }) => {
  const policy = await findPolicy(context.database, policyName);
  if (policy === undefined) throw policyNotFound(policyName);
  const versions = await list(context.database, policyName);
  return {
    policyVersions: versions.map(({ versionId, createdAt }) => ({
      versionId: String(versionId),
      isDefaultVersion: versionId === policy.defaultVersionId,
      createDate: createdAt,
    })),
  };
};

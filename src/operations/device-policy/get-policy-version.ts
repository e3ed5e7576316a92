import { policyArn } from '../../domain/arn.ts';
import { findPolicy, findPolicyVersion } from '../../store/device-policy/policy.ts';
import type { Handler } from '../context.ts';
import { policyNotFound, policyVersionNotFound } from '../not-found.ts';
import { parseVersionId } from './version-id.ts';

export const getPolicyVersion: Handler<'GetPolicyVersion'> = async (context, { policyName, policyVersionId }) => {
  const policy = await findPolicy(context.database, policyName);
  if (policy === undefined) throw policyNotFound(policyName);
  const versionId = parseVersionId(policyVersionId);
  const version =
    versionId === undefined ? undefined : await findPolicyVersion(context.database, policyName, versionId);
  if (version === undefined) throw policyVersionNotFound(policyName, policyVersionId);
  return {
    policyArn: policyArn(context.settings.account, policyName),
    policyName,
    policyDocument: version.policyDocument,
    policyVersionId,
    isDefaultVersion: version.versionId === policy.defaultVersionId,
    creationDate: version.createdAt,
    // A version never changes.
    lastModifiedDate: version.createdAt,
    generationId: policy.generationId,
  };
};

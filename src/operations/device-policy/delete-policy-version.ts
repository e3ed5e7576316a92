import { ServiceError } from '../../contract/errors.ts';
import { lockPolicy, deletePolicyVersion as remove } from '../../store/device-policy/policy.ts';
import type { Handler } from '../context.ts';
import { policyNotFound, policyVersionNotFound } from '../not-found.ts';
import { parseVersionId } from './version-id.ts';

export const deletePolicyVersion: Handler<'DeletePolicyVersion'> = async (context, { policyName, policyVersionId }) => {
  const versionId = parseVersionId(policyVersionId);
  await context.database.transaction(async (transaction) => {
    const policy = await lockPolicy(transaction, policyName);
    if (policy === undefined) throw policyNotFound(policyName);
    if (versionId === policy.defaultVersionId) {
      throw new ServiceError('DeleteConflictException', 'Cannot delete the default version of a policy');
    }
    if (versionId === undefined || !(await remove(transaction, policyName, versionId))) {
      throw policyVersionNotFound(policyName, policyVersionId);
    }
  });
};

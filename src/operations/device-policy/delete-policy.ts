import { ServiceError } from '../../contract/errors.ts';
import { policyArn } from '../../domain/arn.ts';
import { listPolicyVersions, lockPolicy, deletePolicy as remove } from '../../store/device-policy/policy.ts';
import { isPolicyAttached } from '../../store/device-policy/policy-attachment.ts';
import { deleteTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { policyNotFound } from '../not-found.ts';

export const deletePolicy: Handler<'DeletePolicy'> = async (context, { policyName }) => {
  await context.database.transaction(async (transaction) => {
    if ((await lockPolicy(transaction, policyName)) === undefined) throw policyNotFound(policyName);
    if (await isPolicyAttached(transaction, policyName)) {
      throw new ServiceError(
        'DeleteConflictException',
        `The policy cannot be deleted as the policy is attached to one or more principals (name=${policyName})`,
      );
    }
    if ((await listPolicyVersions(transaction, policyName)).length > 1) {
      throw new ServiceError(
        'DeleteConflictException',
        `Cannot delete the policy because it has one or more policy versions attached to it (name=${policyName})`,
      );
    }
    await remove(transaction, policyName);
    await deleteTags(transaction, policyArn(context.settings.account, policyName));
  });
};

import { billingGroupArn } from '../../domain/arn.ts';
import { checkExpectedVersion } from '../../domain/version.ts';
import { change } from '../../store/database/change.ts';
import { recordIndexChangeOfBillingGroup } from '../../store/fleet-index/index-change.ts';
import { lockBillingGroupToDelete, deleteBillingGroup as removeBillingGroup } from '../../store/thing/billing-group.ts';
import { deleteTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';

/**
 * Deletes a billing group; its things stay. Deleting one that does not exist succeeds, as with thing groups
 * (docs/service/registry.md#deleting-a-billing-group).
 */
export const deleteBillingGroup: Handler<'DeleteBillingGroup'> = async (context, input) => {
  const { billingGroupName } = input;
  await change(context.database, context.signals, async (transaction, effects) => {
    const group = await lockBillingGroupToDelete(transaction, billingGroupName);
    if (group === undefined) return;
    checkExpectedVersion(`Billing group ${billingGroupName}`, group.version, input.expectedVersion);
    await removeBillingGroup(transaction, billingGroupName);
    if (await recordIndexChangeOfBillingGroup(transaction, group.billingGroupId)) effects.wake('index');
    await deleteTags(transaction, billingGroupArn(context.settings.account, billingGroupName));
  });
  return {};
};

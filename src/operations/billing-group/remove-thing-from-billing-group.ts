import { resourceNotFound } from '../../contract/errors.ts';
import { change } from '../../store/database/change.ts';
import { recordIndexChange } from '../../store/fleet-index/index-change.ts';
import { billingGroupByName } from '../../store/thing/billing-group.ts';
import { lockThing, updateThing } from '../../store/thing/thing.ts';
import type { Handler } from '../context.ts';
import { billingGroupResource, resourceName, thingResource } from '../resource-name.ts';

/**
 * Takes a thing out of a billing group; without effect for a thing that is not in it
 * (docs/service/registry.md#one-billing-group).
 */
export const removeThingFromBillingGroup: Handler<'RemoveThingFromBillingGroup'> = async (context, input) => {
  const { account } = context.settings;
  const groupName = resourceName(account, billingGroupResource, input.billingGroupName, input.billingGroupArn);
  const thingName = resourceName(account, thingResource, input.thingName, input.thingArn);
  await change(context.database, context.signals, async (transaction, effects) => {
    const thing = await lockThing(transaction, thingName);
    if (thing === undefined) throw resourceNotFound(`Thing ${thingName} does not exist.`);
    const group = await billingGroupByName(transaction, groupName);
    if (group === undefined) throw resourceNotFound(`Billing group ${groupName} does not exist.`);
    if (thing.billingGroupId !== group.billingGroupId) return;
    await updateThing(transaction, { ...thing, billingGroupId: null });
    if (await recordIndexChange(transaction, thingName)) effects.wake('index');
  });
  return {};
};

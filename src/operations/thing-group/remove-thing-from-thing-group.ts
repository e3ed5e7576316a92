import type { Handler } from '../context.ts';
import { resourceName, thingGroupResource, thingResource } from '../resource-name.ts';
import { changeMemberships } from './change-memberships.ts';

/**
 * Takes a thing out of a static thing group; without effect for a thing that is not in it
 * (docs/service/thing-groups.md#joining-and-leaving-a-group).
 */
export const removeThingFromThingGroup: Handler<'RemoveThingFromThingGroup'> = async (context, input) => {
  const { account } = context.settings;
  const groupName = resourceName(account, thingGroupResource, input.thingGroupName, input.thingGroupArn);
  const thingName = resourceName(account, thingResource, input.thingName, input.thingArn);
  await changeMemberships(context, { thingName, remove: [groupName], add: [], overrideDynamicGroups: false });
  return {};
};

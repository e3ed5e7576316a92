import type { Handler } from '../context.ts';
import { resourceName, thingGroupResource, thingResource } from '../resource-name.ts';
import { changeMemberships } from './change-memberships.ts';

/**
 * Adds a thing to a static thing group; without effect for a member
 * (docs/service/thing-groups.md#joining-and-leaving-a-group).
 */
export const addThingToThingGroup: Handler<'AddThingToThingGroup'> = async (context, input) => {
  const { account } = context.settings;
  const groupName = resourceName(account, thingGroupResource, input.thingGroupName, input.thingGroupArn);
  const thingName = resourceName(account, thingResource, input.thingName, input.thingArn);
  const overrideDynamicGroups = input.overrideDynamicGroups === true;
  await changeMemberships(context, { thingName, remove: [], add: [groupName], overrideDynamicGroups });
  return {};
};

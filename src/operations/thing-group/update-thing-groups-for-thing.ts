import { invalidRequest } from '../../contract/errors.ts';
import type { Handler } from '../context.ts';
import { changeMemberships } from './change-memberships.ts';

/**
 * Takes a thing out of some static groups, then adds it to others, all or nothing
 * (docs/service/thing-groups.md#changing-several-groups-at-once).
 */
export const updateThingGroupsForThing: Handler<'UpdateThingGroupsForThing'> = async (context, input) => {
  const { thingName, thingGroupsToAdd = [], thingGroupsToRemove = [], overrideDynamicGroups = false } = input;
  if (thingName === undefined) throw invalidRequest('thingName is empty. Need to specify it.');
  await changeMemberships(context, {
    thingName,
    remove: thingGroupsToRemove,
    add: thingGroupsToAdd,
    overrideDynamicGroups,
  });
  return {};
};

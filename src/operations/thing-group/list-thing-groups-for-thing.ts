import { resourceNotFound } from '../../contract/errors.ts';
import { thingGroupArn } from '../../domain/arn.ts';
import { thingByName } from '../../store/thing/thing.ts';
import { groupsOfThing } from '../../store/thing-group/thing-group-member.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

/**
 * Lists the groups that a thing is a direct member of, in the order of their names
 * (docs/service/thing-groups.md#listing-members).
 */
export const listThingGroupsForThing: Handler<'ListThingGroupsForThing'> = async (context, input) => {
  const { thingName } = input;
  const page = pageOf('ListThingGroupsForThing', input, { thingName }, ['string']);
  const after = page.after?.[0] ?? '';
  if ((await thingByName(context.database, thingName)) === undefined) {
    throw resourceNotFound(`Thing ${thingName} does not exist.`);
  }
  // All of them: a thing is in a few groups only.
  const groups = await groupsOfThing(context.database, thingName);
  const names = groups.map((group) => group.thingGroupName).sort();
  const { items, nextToken } = cutPage(
    page,
    names.filter((name) => name > after),
    (name) => [name],
  );
  return {
    thingGroups: items.map((groupName) => ({
      groupName,
      groupArn: thingGroupArn(context.settings.account, groupName),
    })),
    nextToken,
  };
};

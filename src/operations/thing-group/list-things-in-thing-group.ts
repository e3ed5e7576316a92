import { resourceNotFound } from '../../contract/errors.ts';
import { thingGroupByName } from '../../store/thing-group/thing-group.ts';
import { listDirectMembers, listSubtreeMembers } from '../../store/thing-group/thing-group-member.ts';
import type { Handler } from '../context.ts';
import { cutPage, cutSparsePage, pageOf } from '../page.ts';

// Sorts after a group's own path and before those of its children.
const AFTER_GROUP = '!';

/**
 * Lists the names of the things in a group, in order; with `recursive` group by group, each followed by those below it
 * (docs/service/thing-groups.md#listing-members). A thing is in one group of a hierarchy only, so none comes twice.
 */
export const listThingsInThingGroup: Handler<'ListThingsInThingGroup'> = async (context, input) => {
  const { thingGroupName, recursive = false } = input;
  const page = pageOf('ListThingsInThingGroup', input, { thingGroupName, recursive }, ['string', 'string']);
  const [afterPath, afterThingName] = page.after ?? ['', ''];
  const group = await thingGroupByName(context.database, thingGroupName);
  if (group === undefined) throw resourceNotFound(`Thing group ${thingGroupName} does not exist.`);
  const rowLimit = page.limit + 1;
  if (!recursive) {
    const names = await listDirectMembers(context.database, group.thingGroupId, afterThingName, rowLimit);
    const { items, nextToken } = cutPage(page, names, (name) => [group.path, name]);
    return { things: items, nextToken };
  }
  const rows = await listSubtreeMembers(context.database, group.path, [afterPath, afterThingName], rowLimit);
  const { items, nextToken } = cutSparsePage(
    page,
    rows,
    rowLimit,
    (row) => row.thingName !== null,
    (row) => (row.thingName === null ? [row.path + AFTER_GROUP, ''] : [row.path, row.thingName]),
  );
  return { things: items.flatMap((row) => row.thingName ?? []), nextToken };
};

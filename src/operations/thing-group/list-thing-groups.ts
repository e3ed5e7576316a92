import { resourceNotFound } from '../../contract/errors.ts';
import type { InputOf } from '../../contract/operation.ts';
import type { thingGroupOperations } from '../../contract/operations/thing-group/index.ts';
import { thingGroupArn } from '../../domain/arn.ts';
import { thingGroupByName } from '../../store/thing-group/thing-group.ts';
import {
  type ListedGroup,
  listAllThingGroups,
  listChildThingGroups,
  listDescendantThingGroups,
  listRootThingGroups,
} from '../../store/thing-group/thing-group-list.ts';
import type { Handler, OperationContext } from '../context.ts';
import { cutPage, cutSparsePage, type Page, pageOf, SCAN_LIMIT } from '../page.ts';

type Input = InputOf<typeof thingGroupOperations.ListThingGroups>;
type NamedPage = Page<readonly [string]>;

/**
 * Lists thing groups in the order of their names (docs/service/thing-groups.md#listing-thing-groups): all of them, the
 * roots, or those below a group. A whole subtree comes in the order of its paths, each group before its children.
 * `recursive` was seen to be true when absent.
 */
export const listThingGroups: Handler<'ListThingGroups'> = async (context, input) => {
  const { parentGroup, namePrefixFilter: prefix = '', recursive = true } = input;
  const page = pageOf('ListThingGroups', input, { parentGroup, prefix, recursive }, ['string']);
  const { items, nextToken } =
    parentGroup !== undefined && recursive
      ? await descendants(context, page, parentGroup, prefix)
      : await byName(context, page, input, prefix, recursive);
  return {
    thingGroups: items.map(({ thingGroupName }) => ({
      groupName: thingGroupName,
      groupArn: thingGroupArn(context.settings.account, thingGroupName),
    })),
    nextToken,
  };
};

async function descendants(context: OperationContext, page: NamedPage, parentGroup: string, prefix: string) {
  const { path } = await existingGroup(context, parentGroup);
  const scanLimit = prefix === '' ? page.limit + 1 : SCAN_LIMIT;
  const rows = await listDescendantThingGroups(context.database, path, page.after?.[0] ?? '', scanLimit);
  return cutSparsePage(
    page,
    rows,
    scanLimit,
    (group) => group.thingGroupName.startsWith(prefix),
    (group) => [group.path],
  );
}

async function byName(context: OperationContext, page: NamedPage, input: Input, prefix: string, recursive: boolean) {
  const { database } = context;
  const { parentGroup } = input;
  const wanted = { prefix, afterName: page.after?.[0] ?? '', limit: page.limit + 1 };
  let rows: ListedGroup[];
  if (parentGroup !== undefined) {
    await existingGroup(context, parentGroup);
    rows = await listChildThingGroups(database, parentGroup, wanted);
  } else {
    rows = await (recursive ? listAllThingGroups : listRootThingGroups)(database, wanted);
  }
  return cutPage(page, rows, (group) => [group.thingGroupName]);
}

async function existingGroup(context: OperationContext, name: string) {
  const group = await thingGroupByName(context.database, name);
  if (group === undefined) throw resourceNotFound(`Thing group ${name} does not exist.`);
  return group;
}

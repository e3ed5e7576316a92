import { resourceNotFound, ServiceError } from '../../contract/errors.ts';
import { thingGroupArn } from '../../domain/arn.ts';
import { checkGroupAttributes, initialAttributes, sameAttributes } from '../../domain/attributes.ts';
import { checkTags } from '../../domain/tags.ts';
import { checkNewChild, pathBelow } from '../../domain/thing-group.ts';
import { announceThingGroup, registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { putTags } from '../../store/thing/tag.ts';
import {
  countChildGroups,
  insertThingGroup,
  lockThingGroup,
  type ThingGroup,
  thingGroupByName,
} from '../../store/thing-group/thing-group.ts';
import type { Handler, OperationContext } from '../context.ts';

/** Creates a static thing group; the same call again gives the same group (docs/service/registry.md#creating-twice). */
export const createThingGroup: Handler<'CreateThingGroup'> = async (context, input) => {
  const { thingGroupName } = input;
  const { account, quotas } = context.settings;
  const parentGroupName = input.parentGroupName ?? null;
  const description = input.thingGroupProperties?.thingGroupDescription ?? null;
  const attributes = initialAttributes(input.thingGroupProperties?.attributePayload);
  const tags = checkTags(input.tags ?? [], quotas.tagsPerResource);
  const resourceArn = thingGroupArn(account, thingGroupName);
  const isTheSame = (group: ThingGroup) =>
    !group.isDynamic &&
    group.parentGroupName === parentGroupName &&
    group.description === description &&
    sameAttributes(group.attributes, attributes);
  const idOfTheSame = (existing: ThingGroup | undefined): string => {
    if (existing !== undefined && isTheSame(existing)) return existing.thingGroupId;
    throw new ServiceError(
      'ResourceAlreadyExistsException',
      `Thing Group ${thingGroupName} already exists in current account with different properties`,
      { resourceId: existing?.thingGroupId, resourceArn },
    );
  };

  const thingGroupId = await change(context.database, context.signals, async (transaction, effects) => {
    const existing = await thingGroupByName(transaction, thingGroupName);
    if (existing !== undefined) return idOfTheSame(existing);
    const parentPath = await pathOfParent(context, transaction, parentGroupName);
    checkGroupAttributes(attributes, quotas);
    const path = pathBelow(parentPath, thingGroupName);
    const created = { thingGroupName, thingGroupId: context.newId(), parentGroupName, path, description, attributes };
    const now = context.clock.now();
    if (!(await insertThingGroup(transaction, { ...created, createdAt: now }))) {
      return idOfTheSame(await thingGroupByName(transaction, thingGroupName));
    }
    await putTags(transaction, resourceArn, tags);
    const source = { account, newId: context.newId, now };
    const events = await registryEvents(transaction, effects, groupEvents, source);
    await announceThingGroup(transaction, events, 'CREATED', { ...created, version: 1, isDynamic: false });
    return created.thingGroupId;
  });
  return { thingGroupName, thingGroupArn: resourceArn, thingGroupId };
};

const groupEvents = ['THING_GROUP', 'THING_GROUP_HIERARCHY'] as const;

/**
 * Locks the parent, so that it stays and two new children cannot both be the last one allowed. Empty without a parent.
 */
async function pathOfParent(
  context: OperationContext,
  transaction: Queryable,
  parentGroupName: string | null,
): Promise<string> {
  if (parentGroupName === null) return '';
  const { quotas } = context.settings;
  const parent = await lockThingGroup(transaction, parentGroupName);
  if (parent === undefined) throw resourceNotFound(`Thing group ${parentGroupName} does not exist.`);
  checkNewChild(parent, await countChildGroups(transaction, parentGroupName, quotas.childGroups), quotas);
  return parent.path;
}

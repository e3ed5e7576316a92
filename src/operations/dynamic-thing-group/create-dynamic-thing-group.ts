import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import { thingGroupArn } from '../../domain/arn.ts';
import { checkGroupAttributes, initialAttributes, sameAttributes } from '../../domain/attributes.ts';
import { queryVersion, thingIndexName } from '../../domain/fleet-index.ts';
import { parseQuery } from '../../domain/query/parse.ts';
import type { Query } from '../../domain/query/query.ts';
import { checkTags } from '../../domain/tags.ts';
import { pathBelow } from '../../domain/thing-group.ts';
import { announceThingGroup, registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { lockQuota } from '../../store/database/quota-lock.ts';
import { lockIndexToUse } from '../../store/fleet-index/index-configuration.ts';
import { putTags } from '../../store/thing/tag.ts';
import { countDynamicGroups, insertDynamicGroup } from '../../store/thing-group/dynamic-thing-group.ts';
import { type ThingGroup, thingGroupByName } from '../../store/thing-group/thing-group.ts';
import type { Handler, OperationContext } from '../context.ts';
import { checkIndexAndVersion, checkQueryFields } from './definition.ts';

/**
 * Creates a dynamic thing group, for which the engine finds the members; the same call again gives the same group
 * (docs/service/thing-groups.md#the-status-of-a-group).
 */
export const createDynamicThingGroup: Handler<'CreateDynamicThingGroup'> = async (context, input) => {
  const { thingGroupName, queryString } = input;
  const { account, quotas } = context.settings;
  checkIndexAndVersion(input);
  const query = parseQuery(queryString, { maximumTerms: quotas.termsPerDynamicGroupQuery });
  const description = input.thingGroupProperties?.thingGroupDescription ?? null;
  const attributes = initialAttributes(input.thingGroupProperties?.attributePayload);
  const tags = checkTags(input.tags ?? [], quotas.tagsPerResource);
  const resourceArn = thingGroupArn(account, thingGroupName);
  const idOfTheSame = (existing: ThingGroup | undefined): string => {
    const isTheSame =
      existing?.queryString === queryString &&
      existing.description === description &&
      sameAttributes(existing.attributes, attributes);
    if (existing !== undefined && isTheSame) return existing.thingGroupId;
    throw new ServiceError(
      'ResourceAlreadyExistsException',
      `Thing Group ${thingGroupName} already exists in current account with different properties`,
      { resourceId: existing?.thingGroupId, resourceArn },
    );
  };

  const thingGroupId = await change(context.database, context.signals, async (transaction, effects) => {
    const existing = await thingGroupByName(transaction, thingGroupName);
    if (existing !== undefined) return idOfTheSame(existing);
    checkGroupAttributes(attributes, quotas);
    await checkRoom(context, transaction, query);
    const group = {
      thingGroupName,
      thingGroupId: context.newId(),
      path: pathBelow('', thingGroupName),
      description,
      attributes,
      indexName: thingIndexName,
      queryString,
      queryVersion,
      createdAt: context.clock.now(),
    };
    if (!(await insertDynamicGroup(transaction, group))) {
      return idOfTheSame(await thingGroupByName(transaction, thingGroupName));
    }
    await putTags(transaction, resourceArn, tags);
    const source = { account, newId: context.newId, now: group.createdAt };
    const events = await registryEvents(transaction, effects, ['THING_GROUP'], source);
    await announceThingGroup(transaction, events, 'CREATED', { ...group, version: 1, isDynamic: true });
    effects.wake('index');
    return group.thingGroupId;
  });
  return {
    thingGroupName,
    thingGroupArn: resourceArn,
    thingGroupId,
    indexName: thingIndexName,
    queryString,
    queryVersion,
  };
};

/** Holds the index, so that it stays on (docs/service/thing-groups.md#groups-need-the-index), and the quota. */
async function checkRoom({ settings }: OperationContext, transaction: Queryable, query: Query): Promise<void> {
  const index = await lockIndexToUse(transaction, thingIndexName);
  if (!index.isOn) throw invalidRequest('Thing indexing must be switched on before a dynamic thing group is created.');
  checkQueryFields(query, index);
  await lockQuota(transaction, 'dynamic thing groups');
  const most = settings.quotas.dynamicThingGroups;
  if ((await countDynamicGroups(transaction, most)) >= most) {
    throw new ServiceError('LimitExceededException', `There can be at most ${most} dynamic thing groups.`);
  }
}

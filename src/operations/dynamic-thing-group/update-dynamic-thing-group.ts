import { resourceNotFound } from '../../contract/errors.ts';
import { checkGroupAttributes, updatedAttributes } from '../../domain/attributes.ts';
import { thingIndexName } from '../../domain/fleet-index.ts';
import { parseQuery } from '../../domain/query/parse.ts';
import { checkDynamic } from '../../domain/thing-group.ts';
import { checkExpectedVersion } from '../../domain/version.ts';
import { announceThingGroup, registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import { readIndexConfiguration } from '../../store/fleet-index/index-configuration.ts';
import { changeQueryOfDynamicGroup, updateDynamicGroup } from '../../store/thing-group/dynamic-thing-group.ts';
import { lockThingGroup } from '../../store/thing-group/thing-group.ts';
import type { Handler } from '../context.ts';
import { checkIndexAndVersion, checkQueryFields } from './definition.ts';

/**
 * Changes the given properties and the query of a dynamic thing group and gives its new version
 * (docs/service/thing-groups.md#defining-a-dynamic-group).
 */
export const updateDynamicThingGroup: Handler<'UpdateDynamicThingGroup'> = async (context, input) => {
  const { thingGroupName, thingGroupProperties, queryString } = input;
  const { quotas } = context.settings;
  checkIndexAndVersion(input);
  const limits = { maximumTerms: quotas.termsPerDynamicGroupQuery };
  const query = queryString === undefined ? undefined : parseQuery(queryString, limits);
  const version = await change(context.database, context.signals, async (transaction, effects) => {
    const group = await lockThingGroup(transaction, thingGroupName);
    if (group === undefined) throw resourceNotFound(`Thing group ${thingGroupName} does not exist.`);
    checkDynamic(group);
    checkExpectedVersion(`Thing group ${thingGroupName}`, group.version, input.expectedVersion);
    if (query !== undefined) checkQueryFields(query, await readIndexConfiguration(transaction, thingIndexName));
    const attributes = updatedAttributes(group.attributes, thingGroupProperties.attributePayload);
    checkGroupAttributes(attributes, quotas);
    const description = thingGroupProperties.thingGroupDescription ?? group.description;
    const updated = { ...group, description, attributes, version: group.version + 1 };
    await updateDynamicGroup(transaction, updated);
    if (queryString !== undefined && queryString !== group.queryString) {
      await changeQueryOfDynamicGroup(transaction, thingGroupName, queryString);
      effects.wake('index');
    }
    const source = { account: context.settings.account, newId: context.newId, now: context.clock.now() };
    const events = await registryEvents(transaction, effects, ['THING_GROUP'], source);
    await announceThingGroup(transaction, events, 'UPDATED', updated);
    return updated.version;
  });
  return { version };
};

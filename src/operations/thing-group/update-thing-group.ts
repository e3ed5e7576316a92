import { resourceNotFound } from '../../contract/errors.ts';
import { checkGroupAttributes, updatedAttributes } from '../../domain/attributes.ts';
import { checkStatic } from '../../domain/thing-group.ts';
import { checkExpectedVersion } from '../../domain/version.ts';
import { announceThingGroup, registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import { lockThingGroup, updateThingGroup as storeThingGroup } from '../../store/thing-group/thing-group.ts';
import type { Handler } from '../context.ts';

/**
 * Changes the given properties of a static thing group and gives its new version
 * (docs/service/thing-groups.md#updating-a-thing-group).
 */
export const updateThingGroup: Handler<'UpdateThingGroup'> = async (context, input) => {
  const { thingGroupName, thingGroupProperties } = input;
  const version = await change(context.database, context.signals, async (transaction, effects) => {
    const group = await lockThingGroup(transaction, thingGroupName);
    if (group === undefined) throw resourceNotFound(`Thing group ${thingGroupName} does not exist.`);
    checkStatic(group);
    checkExpectedVersion(`Thing group ${thingGroupName}`, group.version, input.expectedVersion);
    const attributes = updatedAttributes(group.attributes, thingGroupProperties.attributePayload);
    checkGroupAttributes(attributes, context.settings.quotas);
    const description = thingGroupProperties.thingGroupDescription ?? group.description;
    const updated = { ...group, description, attributes, version: group.version + 1 };
    await storeThingGroup(transaction, updated);
    const source = { account: context.settings.account, newId: context.newId, now: context.clock.now() };
    const events = await registryEvents(transaction, effects, ['THING_GROUP'], source);
    await announceThingGroup(transaction, events, 'UPDATED', updated);
    return updated.version;
  });
  return { version };
};

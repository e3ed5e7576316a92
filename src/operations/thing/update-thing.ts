import { invalidRequest, resourceNotFound } from '../../contract/errors.ts';
import { checkThingAttributes, sameAttributes, updatedAttributes } from '../../domain/attributes.ts';
import { thingEvent } from '../../domain/registry-event.ts';
import { checkExpectedVersion } from '../../domain/version.ts';
import { announceThingType, registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { recordIndexChange } from '../../store/fleet-index/index-change.ts';
import { lockThing, updateThing as storeThing } from '../../store/thing/thing.ts';
import { replaceThingAttributes } from '../../store/thing/thing-attribute.ts';
import { lockThingTypeToUse } from '../../store/thing/thing-type.ts';
import type { Handler } from '../context.ts';

/**
 * Changes the attributes or the type of a thing; its version grows only if something changes
 * (docs/service/registry.md#replacing-and-merging, docs/service/registry.md#changing-the-thing-type).
 */
export const updateThing: Handler<'UpdateThing'> = async (context, input) => {
  const { thingName } = input;
  if (input.thingTypeName !== undefined && input.removeThingType === true) {
    throw invalidRequest('thingTypeName and removeThingType exclude each other.');
  }
  await change(context.database, context.signals, async (transaction, effects) => {
    const thing = await lockThing(transaction, thingName);
    if (thing === undefined) throw resourceNotFound(`Thing ${thingName} does not exist.`);
    checkExpectedVersion(`Thing ${thingName}`, thing.version, input.expectedVersion);
    if (input.thingTypeName !== undefined) await checkType(transaction, input.thingTypeName);
    const thingTypeName = input.removeThingType === true ? null : (input.thingTypeName ?? thing.thingTypeName);
    const attributes = updatedAttributes(thing.attributes, input.attributePayload);
    if (thingTypeName === thing.thingTypeName && sameAttributes(attributes, thing.attributes)) return;
    checkThingAttributes(attributes, thingTypeName !== null, context.settings.quotas);
    const updated = { ...thing, thingTypeName, attributes, version: thing.version + 1 };
    await storeThing(transaction, updated);
    await replaceThingAttributes(transaction, thingName, thing.attributes, attributes);
    if (await recordIndexChange(transaction, thingName)) effects.wake('index');
    effects.raise({ kind: 'permissions changed', subject: { kind: 'thing', thingName } });
    const source = { account: context.settings.account, newId: context.newId, now: context.clock.now() };
    const events = await registryEvents(transaction, effects, ['THING', 'THING_TYPE_ASSOCIATION'], source);
    events.announce('THING', (occasion) => thingEvent('UPDATED', updated, occasion));
    announceThingType(events, thing, thing.thingTypeName, thingTypeName);
  });
  return {};
};

async function checkType(transaction: Queryable, thingTypeName: string): Promise<void> {
  const thingType = await lockThingTypeToUse(transaction, thingTypeName);
  if (thingType === undefined) throw resourceNotFound(`Thing type ${thingTypeName} does not exist.`);
  if (thingType.deprecatedAt !== null) {
    throw invalidRequest(`Can not update a thing to use deprecated thing type: ${thingTypeName}`);
  }
}

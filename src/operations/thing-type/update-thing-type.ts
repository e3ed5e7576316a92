import { invalidRequest, resourceNotFound } from '../../contract/errors.ts';
import { thingTypeEvent } from '../../domain/registry-event.ts';
import { sameProperties, updatedProperties } from '../../domain/thing-type.ts';
import { registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import { lockThingType, updateThingType as storeThingType } from '../../store/thing/thing-type.ts';
import type { Handler } from '../context.ts';

/**
 * Replaces the given properties of a thing type that is not deprecated
 * (docs/service/registry.md#updating-a-thing-type).
 */
export const updateThingType: Handler<'UpdateThingType'> = async (context, input) => {
  const { thingTypeName } = input;
  await change(context.database, context.signals, async (transaction, effects) => {
    const thingType = await lockThingType(transaction, thingTypeName);
    if (thingType === undefined) throw resourceNotFound(`Thing type ${thingTypeName} does not exist.`);
    if (thingType.deprecatedAt !== null) {
      throw invalidRequest(`Thing type ${thingTypeName} is deprecated and cannot be updated.`);
    }
    const properties = updatedProperties(input.thingTypeProperties, context.settings.quotas, thingType);
    if (sameProperties(thingType, properties)) return;
    await storeThingType(transaction, thingTypeName, properties);
    const source = { account: context.settings.account, newId: context.newId, now: context.clock.now() };
    const events = await registryEvents(transaction, effects, ['THING_TYPE'], source);
    const updated = { ...thingType, ...properties };
    events.announce('THING_TYPE', (occasion) => thingTypeEvent('UPDATED', updated, occasion));
  });
  return {};
};

import { resourceNotFound } from '../../contract/errors.ts';
import { thingTypeEvent } from '../../domain/registry-event.ts';
import { registryEvents } from '../../store/announcement/registry-event.ts';
import { change } from '../../store/database/change.ts';
import { lockThingType, setThingTypeDeprecatedAt } from '../../store/thing/thing-type.ts';
import type { Handler } from '../context.ts';

/**
 * Deprecates a thing type or takes that back; repeating it keeps the first date
 * (docs/service/registry.md#deprecating-a-thing-type).
 */
export const deprecateThingType: Handler<'DeprecateThingType'> = async (context, input) => {
  const { thingTypeName, undoDeprecate = false } = input;
  await change(context.database, context.signals, async (transaction, effects) => {
    const thingType = await lockThingType(transaction, thingTypeName);
    if (thingType === undefined) throw resourceNotFound(`Thing type ${thingTypeName} does not exist.`);
    const now = context.clock.now();
    const deprecatedAt = undoDeprecate ? null : (thingType.deprecatedAt ?? now);
    if (deprecatedAt === thingType.deprecatedAt) return;
    await setThingTypeDeprecatedAt(transaction, thingTypeName, deprecatedAt);
    const source = { account: context.settings.account, newId: context.newId, now };
    const events = await registryEvents(transaction, effects, ['THING_TYPE'], source);
    const updated = { ...thingType, deprecatedAt };
    events.announce('THING_TYPE', (occasion) => thingTypeEvent('UPDATED', updated, occasion));
  });
  return {};
};

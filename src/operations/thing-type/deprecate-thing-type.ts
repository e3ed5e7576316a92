import { resourceNotFound } from '../../contract/errors.ts';
import { change } from '../../store/change.ts';
import { lockThingType, setThingTypeDeprecatedAt } from '../../store/thing-type.ts';
import type { Handler } from '../context.ts';

/** Deprecates a thing type or takes that back; repeating it keeps the first date (`registry.md` 3). */
export const deprecateThingType: Handler<'DeprecateThingType'> = async (context, input) => {
  const { thingTypeName, undoDeprecate = false } = input;
  await change(context.database, context.after, async (transaction) => {
    const thingType = await lockThingType(transaction, thingTypeName);
    if (thingType === undefined) throw resourceNotFound(`Thing type ${thingTypeName} does not exist.`);
    const deprecatedAt = undoDeprecate ? null : (thingType.deprecatedAt ?? context.clock.now());
    await setThingTypeDeprecatedAt(transaction, thingTypeName, deprecatedAt);
  });
  return {};
};

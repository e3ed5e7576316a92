import { invalidRequest, resourceNotFound } from '../../contract/errors.ts';
import { updatedProperties } from '../../domain/thing-type.ts';
import { change } from '../../store/change.ts';
import { lockThingType, updateThingType as storeThingType } from '../../store/thing-type.ts';
import type { Handler } from '../context.ts';

/** Replaces the given properties of a thing type that is not deprecated (`registry.md` 3). */
export const updateThingType: Handler<'UpdateThingType'> = async (context, input) => {
  const { thingTypeName } = input;
  await change(context.database, context.after, async (transaction) => {
    const thingType = await lockThingType(transaction, thingTypeName);
    if (thingType === undefined) throw resourceNotFound(`Thing type ${thingTypeName} does not exist.`);
    if (thingType.deprecatedAt !== null) {
      throw invalidRequest(`Thing type ${thingTypeName} is deprecated and cannot be updated.`);
    }
    const properties = updatedProperties(input.thingTypeProperties, context.settings.quotas, thingType);
    await storeThingType(transaction, thingTypeName, properties);
  });
  return {};
};

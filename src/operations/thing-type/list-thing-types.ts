import { listThingTypes as listStoredThingTypes } from '../../store/thing/thing-type.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';
import { shownThingType } from './shown-thing-type.ts';

/**
 * Lists thing types in the order of their names; `thingTypeName` is a prefix, as the service was seen to take it
 * (docs/service/registry.md#listing-thing-types).
 */
export const listThingTypes: Handler<'ListThingTypes'> = async (context, input) => {
  const prefix = input.thingTypeName ?? '';
  const page = pageOf('ListThingTypes', input, { prefix }, ['string']);
  const rows = await listStoredThingTypes(context.database, prefix, page.after?.[0] ?? '', page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, (thingType) => [thingType.thingTypeName]);
  return { thingTypes: items.map((thingType) => shownThingType(context.settings.account, thingType)), nextToken };
};

import { invalidRequest } from '../../contract/errors.ts';
import type { InputOf, OutputOf } from '../../contract/operation.ts';
import type { thingOperations } from '../../contract/operations/thing/index.ts';
import { type Account, thingArn } from '../../domain/arn.ts';
import { listThings as listStoredThings, type Thing, thingsByNames } from '../../store/thing/thing.ts';
import { listAttributeHolders } from '../../store/thing/thing-attribute.ts';
import type { Handler, OperationContext } from '../context.ts';
import { cutPage, cutSparsePage, pageOf, SCAN_LIMIT } from '../page.ts';

type Input = InputOf<typeof thingOperations.ListThings>;
type Output = OutputOf<typeof thingOperations.ListThings>;

/**
 * Lists things in the order of their names (docs/service/registry.md#listing-things). Those with an attribute that
 * begins alike come in the order of its value, so that the list is a range of an index.
 */
export const listThings: Handler<'ListThings'> = async (context, input) => {
  const { attributeName, attributeValue, thingTypeName } = input;
  if (attributeName !== undefined && attributeValue !== undefined) {
    return listThingsWithAttribute(context, input, attributeName, attributeValue);
  }
  if (attributeName !== undefined || attributeValue !== undefined) {
    throw invalidRequest('attributeName and attributeValue must be given together.');
  }
  const page = pageOf('ListThings', input, { thingTypeName }, ['string']);
  const rows = await listStoredThings(context.database, thingTypeName, page.after?.[0] ?? '', page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, (thing) => [thing.thingName]);
  return { things: items.map((thing) => shown(context.settings.account, thing)), nextToken };
};

async function listThingsWithAttribute(
  context: OperationContext,
  input: Input,
  attributeName: string,
  attributeValue: string,
): Promise<Output> {
  const { thingTypeName } = input;
  const isPrefix = input.usePrefixAttributeValue === true;
  const filters = { thingTypeName, attributeName, attributeValue, isPrefix };
  const page = pageOf('ListThings', input, filters, ['string', 'string']);
  const scanLimit = thingTypeName === undefined ? page.limit + 1 : SCAN_LIMIT;
  // Every character of a value sorts before '~'.
  const wanted = { attributeName, from: attributeValue, to: isPrefix ? `${attributeValue}~` : attributeValue };
  const rows = await listAttributeHolders(context.database, wanted, page.after ?? ['', ''], scanLimit);
  const { items, nextToken } = cutSparsePage(
    page,
    rows,
    scanLimit,
    (holder) => thingTypeName === undefined || holder.thingTypeName === thingTypeName,
    (holder) => [holder.attributeValue, holder.thingName],
  );
  const names = items.map((holder) => holder.thingName);
  const things = new Map((await thingsByNames(context.database, names)).map((thing) => [thing.thingName, thing]));
  return {
    things: names.flatMap((name) => {
      const thing = things.get(name);
      return thing === undefined ? [] : [shown(context.settings.account, thing)];
    }),
    nextToken,
  };
}

function shown(account: Account, thing: Thing) {
  return {
    thingName: thing.thingName,
    thingTypeName: thing.thingTypeName ?? undefined,
    thingArn: thingArn(account, thing.thingName),
    attributes: thing.attributes,
    version: thing.version,
  };
}

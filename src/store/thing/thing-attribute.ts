/** The attributes of things as rows of their own, to find things by them in order and page by page. */
import type { Attributes } from '../../domain/attributes.ts';
import { type Queryable, statement } from '../database/database.ts';

/** A thing that has the wanted attribute. */
export interface AttributeHolder {
  readonly attributeValue: string;
  readonly thingName: string;
  readonly thingTypeName: string | null;
}

const insert = statement(
  'thingAttribute.insert',
  `INSERT INTO thing_attribute (attribute_name, attribute_value, thing_name)
   SELECT name, value, $1 FROM unnest($2::text[], $3::text[]) AS given (name, value)`,
);
const remove = statement(
  'thingAttribute.remove',
  `DELETE FROM thing_attribute WHERE (attribute_name, attribute_value, thing_name) IN
     (SELECT name, value, $1 FROM unnest($2::text[], $3::text[]) AS given (name, value))`,
);
// The inner LIMIT comes before the join, so that the work is bounded whatever type is wanted.
const holders = statement(
  'thingAttribute.holders',
  `SELECT found.attribute_value AS "attributeValue", found.thing_name AS "thingName",
     t.thing_type_name AS "thingTypeName"
   FROM (
     SELECT attribute_value, thing_name FROM thing_attribute
     WHERE attribute_name = $1 AND attribute_value >= $2 AND attribute_value <= $3
       AND (attribute_value, thing_name) > ($4, $5)
     ORDER BY attribute_value, thing_name LIMIT $6
   ) AS found JOIN thing t ON t.thing_name = found.thing_name
   ORDER BY found.attribute_value, found.thing_name`,
);

/** Brings the rows of a thing from its attributes before a change (none for a new thing) to those after it. */
export async function replaceThingAttributes(
  transaction: Queryable,
  thingName: string,
  before: Attributes,
  after: Attributes,
): Promise<void> {
  const gone = missingFrom(before, after);
  const added = missingFrom(after, before);
  if (gone.length > 0) await transaction.query(remove, [thingName, ...columnsOf(gone)]);
  if (added.length > 0) await transaction.query(insert, [thingName, ...columnsOf(added)]);
}

/** Things whose attribute has a value of the range, after a position, in the order of value and name. */
export function listAttributeHolders(
  queryable: Queryable,
  wanted: { readonly attributeName: string; readonly from: string; readonly to: string },
  after: readonly [attributeValue: string, thingName: string],
  limit: number,
): Promise<AttributeHolder[]> {
  const { attributeName, from, to } = wanted;
  return queryable.query<AttributeHolder>(holders, [attributeName, from, to, ...after, limit]);
}

function missingFrom(attributes: Attributes, others: Attributes): [string, string][] {
  return Object.entries(attributes).filter(([name, value]) => !Object.hasOwn(others, name) || others[name] !== value);
}

function columnsOf(entries: readonly [string, string][]): [string[], string[]] {
  return [entries.map(([name]) => name), entries.map(([, value]) => value)];
}

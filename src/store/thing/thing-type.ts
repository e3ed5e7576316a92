/** Thing types. A deprecated one stays with the things that have it, and takes no new ones. */
import type { ThingTypeProperties } from '../../domain/thing-type.ts';
import { jsonOrNull, type Queryable, statement } from '../database/database.ts';

export interface ThingType extends ThingTypeProperties {
  readonly thingTypeName: string;
  readonly thingTypeId: string;
  readonly createdAt: number;
  readonly deprecatedAt: number | null;
}

const select = `SELECT thing_type_name AS "thingTypeName", thing_type_id AS "thingTypeId", description,
    searchable_attributes AS "searchableAttributes", mqtt5_configuration AS "mqtt5Configuration",
    created_at AS "createdAt", deprecated_at AS "deprecatedAt"
  FROM thing_type`;

const byName = statement('thingType.byName', `${select} WHERE thing_type_name = $1`);
const lock = statement('thingType.lock', `${select} WHERE thing_type_name = $1 FOR NO KEY UPDATE`);
const lockToUse = statement('thingType.lockToUse', `${select} WHERE thing_type_name = $1 FOR KEY SHARE`);
const lockToDelete = statement('thingType.lockToDelete', `${select} WHERE thing_type_name = $1 FOR UPDATE`);
const insert = statement(
  'thingType.insert',
  `INSERT INTO thing_type (thing_type_name, thing_type_id, description, searchable_attributes, mqtt5_configuration,
     created_at)
   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (thing_type_name) DO NOTHING RETURNING 1`,
);
const update = statement(
  'thingType.update',
  `UPDATE thing_type SET description = $2, searchable_attributes = $3, mqtt5_configuration = $4
   WHERE thing_type_name = $1`,
);
const setDeprecatedAt = statement(
  'thingType.setDeprecatedAt',
  'UPDATE thing_type SET deprecated_at = $2 WHERE thing_type_name = $1',
);
const remove = statement('thingType.remove', 'DELETE FROM thing_type WHERE thing_type_name = $1');
// Every character of a name sorts before '~'.
const list = statement(
  'thingType.list',
  `${select} WHERE thing_type_name > $1 AND thing_type_name >= $2 AND thing_type_name < $2 || '~'
   ORDER BY thing_type_name LIMIT $3`,
);

export async function thingTypeByName(queryable: Queryable, name: string): Promise<ThingType | undefined> {
  return (await queryable.query<ThingType>(byName, [name]))[0];
}

/** Locks a type against changes of itself. */
export async function lockThingType(transaction: Queryable, name: string): Promise<ThingType | undefined> {
  return (await transaction.query<ThingType>(lock, [name]))[0];
}

/** Locks a type against deletion only, for a thing that gets it. */
export async function lockThingTypeToUse(transaction: Queryable, name: string): Promise<ThingType | undefined> {
  return (await transaction.query<ThingType>(lockToUse, [name]))[0];
}

/** Locks a type also against things that get it. */
export async function lockThingTypeToDelete(transaction: Queryable, name: string): Promise<ThingType | undefined> {
  return (await transaction.query<ThingType>(lockToDelete, [name]))[0];
}

/** Stores a new type; false if the name is taken. */
export async function insertThingType(
  transaction: Queryable,
  thingType: Omit<ThingType, 'deprecatedAt'>,
): Promise<boolean> {
  const { thingTypeName, thingTypeId, createdAt } = thingType;
  const values = [thingTypeName, thingTypeId, ...columnsOf(thingType), createdAt];
  return (await transaction.query(insert, values)).length > 0;
}

export async function updateThingType(
  transaction: Queryable,
  thingTypeName: string,
  properties: ThingTypeProperties,
): Promise<void> {
  await transaction.query(update, [thingTypeName, ...columnsOf(properties)]);
}

/** Deprecates a type, or with null takes it back. */
export async function setThingTypeDeprecatedAt(
  transaction: Queryable,
  thingTypeName: string,
  deprecatedAt: number | null,
): Promise<void> {
  await transaction.query(setDeprecatedAt, [thingTypeName, deprecatedAt]);
}

export async function deleteThingType(transaction: Queryable, thingTypeName: string): Promise<void> {
  await transaction.query(remove, [thingTypeName]);
}

/** Types after a name whose names begin with `prefix`, in order. */
export function listThingTypes(
  queryable: Queryable,
  prefix: string,
  afterName: string,
  limit: number,
): Promise<ThingType[]> {
  return queryable.query<ThingType>(list, [afterName, prefix, limit]);
}

function columnsOf(properties: ThingTypeProperties): (string | null)[] {
  const { description, searchableAttributes, mqtt5Configuration } = properties;
  return [description, jsonOrNull(searchableAttributes), jsonOrNull(mqtt5Configuration)];
}

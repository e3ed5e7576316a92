/** Things of the registry. Billing groups are kept by id; one that is gone shows as none. */
import type { Attributes } from '../../domain/attributes.ts';
import { type Queryable, statement } from '../database/database.ts';

export interface Thing {
  readonly thingName: string;
  readonly thingId: string;
  readonly thingTypeName: string | null;
  readonly billingGroupId: string | null;
  readonly billingGroupName: string | null;
  readonly attributes: Attributes;
  readonly version: number;
}

export interface NewThing {
  readonly thingName: string;
  readonly thingId: string;
  readonly thingTypeName: string | null;
  readonly billingGroupId: string | null;
  readonly attributes: Attributes;
}

const select = `SELECT t.thing_name AS "thingName", t.thing_id AS "thingId", t.thing_type_name AS "thingTypeName",
    b.billing_group_id AS "billingGroupId", b.billing_group_name AS "billingGroupName", t.attributes, t.version
  FROM thing t LEFT JOIN billing_group b ON b.billing_group_id = t.billing_group_id`;

const byName = statement('thing.byName', `${select} WHERE t.thing_name = $1`);
const byNames = statement('thing.byNames', `${select} WHERE t.thing_name = ANY($1::text[])`);
const lock = statement('thing.lock', `${select} WHERE t.thing_name = $1 FOR NO KEY UPDATE OF t`);
const lockToDelete = statement('thing.lockToDelete', `${select} WHERE t.thing_name = $1 FOR UPDATE OF t`);
// Two modes that exclude each other, but not themselves.
const beginDeletion = statement('thing.beginDeletion', 'LOCK TABLE thing_deletion IN ROW EXCLUSIVE MODE');
const hold = statement('thing.hold', 'LOCK TABLE thing_deletion IN SHARE MODE');
const insert = statement(
  'thing.insert',
  `INSERT INTO thing (thing_name, thing_id, thing_type_name, billing_group_id, attributes, version, created_at)
   VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT (thing_name) DO NOTHING RETURNING 1`,
);
const update = statement(
  'thing.update',
  `UPDATE thing SET thing_type_name = $2, billing_group_id = $3, attributes = $4, version = $5 WHERE thing_name = $1`,
);
const remove = statement('thing.remove', 'DELETE FROM thing WHERE thing_name = $1');
const hasPrincipal = statement('thing.hasPrincipal', 'SELECT 1 FROM thing_principal WHERE thing_name = $1 LIMIT 1');
const list = statement('thing.list', `${select} WHERE t.thing_name > $1 ORDER BY t.thing_name LIMIT $2`);
// A range of pairs instead of an equality: only one index has that order, so the planner cannot bet on finding a rare type
// by walking through all things.
const listOfType = statement(
  'thing.listOfType',
  `${select} WHERE (t.thing_type_name, t.thing_name) > ($3, $1) AND t.thing_type_name <= $3
   ORDER BY t.thing_type_name, t.thing_name LIMIT $2`,
);
const typeIsUsed = statement(
  'thing.typeIsUsed',
  `SELECT 1 FROM thing WHERE (thing_type_name, thing_name) > ($1, '') AND thing_type_name <= $1
   ORDER BY thing_type_name, thing_name LIMIT 1`,
);
const namesInBillingGroup = statement(
  'thing.namesInBillingGroup',
  `SELECT thing_name AS "thingName" FROM thing
   WHERE (billing_group_id, thing_name) > ($1, $2) AND billing_group_id <= $1
   ORDER BY billing_group_id, thing_name LIMIT $3`,
);

export async function thingByName(queryable: Queryable, thingName: string): Promise<Thing | undefined> {
  return (await queryable.query<Thing>(byName, [thingName]))[0];
}

/** Things by name, in no particular order; those that do not exist are left out. */
export function thingsByNames(queryable: Queryable, thingNames: readonly string[]): Promise<Thing[]> {
  return queryable.query<Thing>(byNames, [thingNames]);
}

/**
 * Locks a thing against changes of itself and of its memberships until the transaction ends. Who only needs it to stay
 * there (to attach something to it) takes the row FOR KEY SHARE instead.
 */
export async function lockThing(transaction: Queryable, thingName: string): Promise<Thing | undefined> {
  return (await transaction.query<Thing>(lock, [thingName]))[0];
}

/**
 * Keeps all things from being deleted until the transaction ends, without a write to any of their rows: for chunks of
 * work that give executions to things, so that none gets one that its deletion could not see. The next statement sees
 * every deletion that came before. A deletion waits for such a chunk, and a chunk for the deletions under way.
 */
export async function holdThings(transaction: Queryable): Promise<void> {
  await transaction.query(hold);
}

/** Locks a thing against everything, also against becoming the thing of something new. */
export async function lockThingToDelete(transaction: Queryable, thingName: string): Promise<Thing | undefined> {
  await transaction.query(beginDeletion);
  return (await transaction.query<Thing>(lockToDelete, [thingName]))[0];
}

/** Stores a new thing with version 1; false if the name is taken. */
export async function insertThing(transaction: Queryable, thing: NewThing, now: number): Promise<boolean> {
  const { thingName, thingId, thingTypeName, billingGroupId, attributes } = thing;
  const values = [thingName, thingId, thingTypeName, billingGroupId, JSON.stringify(attributes), now];
  return (await transaction.query(insert, values)).length > 0;
}

/** Stores what can change of a thing. */
export async function updateThing(
  transaction: Queryable,
  thing: Pick<Thing, 'thingName' | 'thingTypeName' | 'billingGroupId' | 'attributes' | 'version'>,
): Promise<void> {
  const { thingName, thingTypeName, billingGroupId, attributes, version } = thing;
  await transaction.query(update, [thingName, thingTypeName, billingGroupId, JSON.stringify(attributes), version]);
}

export async function deleteThing(transaction: Queryable, thingName: string): Promise<void> {
  await transaction.query(remove, [thingName]);
}

/** Whether a certificate or another principal is attached to the thing. */
export async function thingHasPrincipal(queryable: Queryable, thingName: string): Promise<boolean> {
  return (await queryable.query(hasPrincipal, [thingName])).length > 0;
}

/** Things after a name, in the order of their names, of one type or of all. */
export function listThings(
  queryable: Queryable,
  thingTypeName: string | undefined,
  afterThingName: string,
  limit: number,
): Promise<Thing[]> {
  if (thingTypeName === undefined) return queryable.query<Thing>(list, [afterThingName, limit]);
  return queryable.query<Thing>(listOfType, [afterThingName, limit, thingTypeName]);
}

/** Whether any thing has this type. */
export async function thingTypeIsUsed(queryable: Queryable, thingTypeName: string): Promise<boolean> {
  return (await queryable.query(typeIsUsed, [thingTypeName])).length > 0;
}

/** The names of the things in a billing group after a name, in order. */
export function listThingsInBillingGroup(
  queryable: Queryable,
  billingGroupId: string,
  afterThingName: string,
  limit: number,
): Promise<{ thingName: string }[]> {
  return queryable.query<{ thingName: string }>(namesInBillingGroup, [billingGroupId, afterThingName, limit]);
}

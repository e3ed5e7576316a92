/** The things that changed and wait for the fleet index and the dynamic groups to follow: written with each change. */
import { thingIndexName } from '../../domain/fleet-index.ts';
import { type Queryable, statement } from '../database/database.ts';

const record = statement(
  'indexChange.record',
  `INSERT INTO index_change (thing_name) SELECT n.thing_name FROM unnest($1::text[]) AS n (thing_name)
   WHERE EXISTS (SELECT 1 FROM index_configuration WHERE index_name = '${thingIndexName}' AND is_on) RETURNING 1`,
);
const recordBillingGroup = statement(
  'indexChange.recordBillingGroup',
  `INSERT INTO index_change_of_billing_group (billing_group_id, after_thing_name) SELECT $1::uuid, ''
   WHERE EXISTS (SELECT 1 FROM index_configuration WHERE index_name = '${thingIndexName}' AND is_on) RETURNING 1`,
);
// A range holds the same rows as the list of their ids would, since one snapshot sees both, and costs little by any plan.
const take = statement(
  'indexChange.take',
  `DELETE FROM index_change WHERE index_change_id > $1 AND index_change_id <= (
     SELECT max(index_change_id) FROM (
       SELECT index_change_id FROM index_change WHERE index_change_id > $1 ORDER BY index_change_id LIMIT $2
     ) AS oldest
   ) RETURNING index_change_id AS "indexChangeId", thing_name AS "thingName"`,
);
const billingGroup = statement(
  'indexChange.billingGroup',
  `SELECT billing_group_id AS "billingGroupId", after_thing_name AS "afterThingName"
   FROM index_change_of_billing_group LIMIT 1`,
);
const advance = statement(
  'indexChange.advance',
  'UPDATE index_change_of_billing_group SET after_thing_name = $2 WHERE billing_group_id = $1',
);
const finish = statement('indexChange.finish', 'DELETE FROM index_change_of_billing_group WHERE billing_group_id = $1');
const things = statement(
  'indexChange.thingsOfBillingGroup',
  `SELECT thing_name AS "thingName" FROM thing
   WHERE (billing_group_id, thing_name) > ($1, $2) AND billing_group_id <= $1
   ORDER BY billing_group_id, thing_name LIMIT $3`,
);

/**
 * Stores that things changed, if things are indexed; gives whether they are, and so whether to wake the index's worker. Call
 * it in the transaction of the change, at any time: switching the index on waits for the ends of those that asked before.
 */
export async function recordIndexChange(transaction: Queryable, ...thingNames: readonly string[]): Promise<boolean> {
  return (await transaction.query(record, [thingNames])).length > 0;
}

/** The same for all things of a billing group that is deleted. */
export async function recordIndexChangeOfBillingGroup(
  transaction: Queryable,
  billingGroupId: string,
): Promise<boolean> {
  return (await transaction.query(recordBillingGroup, [billingGroupId])).length > 0;
}

export interface TakenChanges {
  /** Each once. */
  readonly thingNames: readonly string[];
  /** The last change that was taken, to go on from. */
  readonly lastId: number;
}

/**
 * Takes the oldest changes after one, up to about `limit`. Whoever takes many in a row goes on after the last, so as not to
 * step over the remains of those that were taken, and begins at 0 the next time: what commits late may have a low number.
 */
export async function takeIndexChanges(transaction: Queryable, afterId: number, limit: number): Promise<TakenChanges> {
  const rows = await transaction.query<{ indexChangeId: number; thingName: string }>(take, [afterId, limit]);
  const names = new Set(rows.map((row) => row.thingName));
  if (rows.length < limit) for (const name of await takeThingsOfBillingGroup(transaction, limit)) names.add(name);
  return { thingNames: [...names], lastId: rows.reduce((last, row) => Math.max(last, row.indexChangeId), afterId) };
}

async function takeThingsOfBillingGroup(transaction: Queryable, limit: number): Promise<string[]> {
  type Position = { billingGroupId: string; afterThingName: string };
  const [position] = await transaction.query<Position>(billingGroup);
  if (position === undefined) return [];
  const { billingGroupId, afterThingName } = position;
  const rows = await transaction.query<{ thingName: string }>(things, [billingGroupId, afterThingName, limit]);
  const last = rows.at(-1);
  if (rows.length < limit || last === undefined) await transaction.query(finish, [billingGroupId]);
  else await transaction.query(advance, [billingGroupId, last.thingName]);
  return rows.map((row) => row.thingName);
}

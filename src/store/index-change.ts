/** The things that changed and wait for the fleet index and the dynamic groups to follow: written with each change. */
import { thingIndexName } from '../domain/fleet-index.ts';
import { type Queryable, statement } from './database.ts';

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
const take = statement(
  'indexChange.take',
  `DELETE FROM index_change WHERE index_change_id = ANY (
     ARRAY(SELECT index_change_id FROM index_change ORDER BY index_change_id LIMIT $1)
   ) RETURNING thing_name AS "thingName"`,
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
 * Stores that things changed, if things are indexed; gives whether they are, and so whether to wake the index's worker.
 * Call it after the change, or at least after a lock on the thing: switching the index on waits for such locks.
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

/** Takes the oldest changes: the names of up to `limit` things, each once. */
export async function takeIndexChanges(transaction: Queryable, limit: number): Promise<string[]> {
  const rows = await transaction.query<{ thingName: string }>(take, [limit]);
  const names = new Set(rows.map((row) => row.thingName));
  return rows.length < limit ? [...names, ...(await takeThingsOfBillingGroup(transaction, limit))] : [...names];
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

/** Billing groups. A thing holds the id of its group, so that a deleted group lets go of all its things at once. */
import { type Queryable, statement } from '../database/database.ts';

export interface BillingGroup {
  readonly billingGroupName: string;
  readonly billingGroupId: string;
  readonly description: string | null;
  readonly version: number;
  readonly createdAt: number;
}

const select = `SELECT billing_group_name AS "billingGroupName", billing_group_id AS "billingGroupId", description,
    version, created_at AS "createdAt"
  FROM billing_group`;

const byName = statement('billingGroup.byName', `${select} WHERE billing_group_name = $1`);
const lock = statement('billingGroup.lock', `${select} WHERE billing_group_name = $1 FOR NO KEY UPDATE`);
const lockToUse = statement('billingGroup.lockToUse', `${select} WHERE billing_group_name = $1 FOR KEY SHARE`);
const lockToDelete = statement('billingGroup.lockToDelete', `${select} WHERE billing_group_name = $1 FOR UPDATE`);
const insert = statement(
  'billingGroup.insert',
  `INSERT INTO billing_group (billing_group_name, billing_group_id, description, version, created_at)
   VALUES ($1, $2, $3, 1, $4) ON CONFLICT (billing_group_name) DO NOTHING RETURNING 1`,
);
const update = statement(
  'billingGroup.update',
  'UPDATE billing_group SET description = $2, version = $3 WHERE billing_group_name = $1',
);
const remove = statement('billingGroup.remove', 'DELETE FROM billing_group WHERE billing_group_name = $1');
// Every character of a name sorts before '~'.
const list = statement(
  'billingGroup.list',
  `${select} WHERE billing_group_name > $1 AND billing_group_name >= $2 AND billing_group_name < $2 || '~'
   ORDER BY billing_group_name LIMIT $3`,
);

export async function billingGroupByName(queryable: Queryable, name: string): Promise<BillingGroup | undefined> {
  return (await queryable.query<BillingGroup>(byName, [name]))[0];
}

/** Locks a billing group against changes. */
export async function lockBillingGroup(transaction: Queryable, name: string): Promise<BillingGroup | undefined> {
  return (await transaction.query<BillingGroup>(lock, [name]))[0];
}

/** Locks a billing group against deletion only, for a thing that joins it. */
export async function lockBillingGroupToUse(transaction: Queryable, name: string): Promise<BillingGroup | undefined> {
  return (await transaction.query<BillingGroup>(lockToUse, [name]))[0];
}

/** Locks a billing group also against things that join it. */
export async function lockBillingGroupToDelete(
  transaction: Queryable,
  name: string,
): Promise<BillingGroup | undefined> {
  return (await transaction.query<BillingGroup>(lockToDelete, [name]))[0];
}

/** Stores a new billing group with version 1; false if the name is taken. */
export async function insertBillingGroup(
  transaction: Queryable,
  group: Omit<BillingGroup, 'version'>,
): Promise<boolean> {
  const values = [group.billingGroupName, group.billingGroupId, group.description, group.createdAt];
  return (await transaction.query(insert, values)).length > 0;
}

export async function updateBillingGroup(
  transaction: Queryable,
  group: Pick<BillingGroup, 'billingGroupName' | 'description' | 'version'>,
): Promise<void> {
  await transaction.query(update, [group.billingGroupName, group.description, group.version]);
}

/** Deletes a billing group; its things are in none from now on. */
export async function deleteBillingGroup(transaction: Queryable, name: string): Promise<void> {
  await transaction.query(remove, [name]);
}

/** Billing groups after a name whose names begin with `prefix`, in order. */
export function listBillingGroups(
  queryable: Queryable,
  prefix: string,
  afterName: string,
  limit: number,
): Promise<BillingGroup[]> {
  return queryable.query<BillingGroup>(list, [afterName, prefix, limit]);
}

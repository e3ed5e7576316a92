/** Dynamic thing groups: their definitions, and how far the engine has looked for their members. */
import type { PlacedGroup } from '../../domain/thing-group.ts';
import { type Queryable, statement } from '../database/database.ts';
import { placedGroupColumns, type ThingGroup } from './thing-group.ts';

/** Where the search for members goes on: among the things that the query may find, then among the present members. */
export interface Backfill {
  readonly among: 'things' | 'members';
  readonly after: string;
}

export interface StoredDynamicGroup extends PlacedGroup {
  readonly queryString: string;
}

const insert = statement(
  'dynamicThingGroup.insert',
  `INSERT INTO thing_group (thing_group_name, thing_group_id, path, description, attributes, index_name, query_string,
     query_version, status, backfill_among, backfill_after, version, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'BUILDING', 'things', '', 1, $9)
   ON CONFLICT (thing_group_name) DO NOTHING RETURNING 1`,
);
const update = statement(
  'dynamicThingGroup.update',
  'UPDATE thing_group SET description = $2, attributes = $3, version = $4 WHERE thing_group_name = $1',
);
const changeQuery = statement(
  'dynamicThingGroup.changeQuery',
  `UPDATE thing_group SET query_string = $2, backfill_among = 'things', backfill_after = '',
     status = CASE status WHEN 'BUILDING' THEN 'BUILDING' ELSE 'REBUILDING' END
   WHERE thing_group_name = $1`,
);
const all = statement(
  'dynamicThingGroup.all',
  `SELECT ${placedGroupColumns}, g.query_string AS "queryString" FROM thing_group g WHERE g.query_string IS NOT NULL
   ORDER BY g.created_at, g.thing_group_name`,
);
const count = statement(
  'dynamicThingGroup.count',
  `SELECT count(*) AS count FROM (
     SELECT 1 FROM thing_group WHERE query_string IS NOT NULL ORDER BY created_at, thing_group_name LIMIT $1
   ) AS dynamic_group`,
);
const toBackfill = statement(
  'dynamicThingGroup.toBackfill',
  `SELECT ${placedGroupColumns}, g.query_string AS "queryString", g.backfill_among AS among, g.backfill_after AS after
   FROM thing_group g WHERE g.query_string IS NOT NULL AND g.backfill_among IS NOT NULL
   ORDER BY g.created_at, g.thing_group_name LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`,
);
const saveBackfill = statement(
  'dynamicThingGroup.saveBackfill',
  `UPDATE thing_group SET backfill_among = $2, backfill_after = $3,
     status = CASE WHEN $2::text IS NULL THEN 'ACTIVE' ELSE status END
   WHERE thing_group_id = $1`,
);

/** Stores a new dynamic group with version 1, whose members are to be looked for; false if the name is taken. */
export async function insertDynamicGroup(
  transaction: Queryable,
  group: Pick<ThingGroup, 'thingGroupName' | 'thingGroupId' | 'path' | 'description' | 'attributes' | 'createdAt'> & {
    readonly indexName: string;
    readonly queryString: string;
    readonly queryVersion: string;
  },
): Promise<boolean> {
  const { thingGroupName, thingGroupId, path, description, attributes, createdAt } = group;
  const json = JSON.stringify(attributes);
  const definition = [group.indexName, group.queryString, group.queryVersion];
  const values = [thingGroupName, thingGroupId, path, description, json, ...definition, createdAt];
  return (await transaction.query(insert, values)).length > 0;
}

export async function updateDynamicGroup(
  transaction: Queryable,
  group: Pick<ThingGroup, 'thingGroupName' | 'description' | 'attributes' | 'version'>,
): Promise<void> {
  const { thingGroupName, description, attributes, version } = group;
  await transaction.query(update, [thingGroupName, description, JSON.stringify(attributes), version]);
}

/** Stores another query, for which members are to be looked for anew. */
export async function changeQueryOfDynamicGroup(
  transaction: Queryable,
  thingGroupName: string,
  queryString: string,
): Promise<void> {
  await transaction.query(changeQuery, [thingGroupName, queryString]);
}

/** All dynamic groups, the oldest first; at most as many as the quota allows. */
export function readDynamicGroups(queryable: Queryable): Promise<StoredDynamicGroup[]> {
  return queryable.query<StoredDynamicGroup>(all);
}

/** How many dynamic groups there are, counted up to `maximum`. */
export async function countDynamicGroups(queryable: Queryable, maximum: number): Promise<number> {
  const [row] = await queryable.query<{ count: number }>(count, [maximum]);
  return row?.count ?? 0;
}

/** Locks the oldest group whose members are still looked for; undefined if there is none. */
export async function takeGroupToBackfill(
  transaction: Queryable,
): Promise<(StoredDynamicGroup & Backfill) | undefined> {
  return (await transaction.query<StoredDynamicGroup & Backfill>(toBackfill))[0];
}

/** Stores how far the members of a group were looked for; with undefined they are all found, and it is ACTIVE. */
export async function saveBackfillOfGroup(
  transaction: Queryable,
  thingGroupId: string,
  backfill: Backfill | undefined,
): Promise<void> {
  await transaction.query(saveBackfill, [thingGroupId, backfill?.among ?? null, backfill?.after ?? null]);
}

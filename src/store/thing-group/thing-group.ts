/** Thing groups, static and dynamic. Ancestors and subtrees are found by the path, never by walking the tree. */
import type { TypeOf } from '../../contract/shape.ts';
import type { dynamicGroupStatus } from '../../contract/shapes/registry.ts';
import type { Attributes } from '../../domain/attributes.ts';
import type { NamedGroup } from '../../domain/registry-event.ts';
import type { PlacedGroup } from '../../domain/thing-group.ts';
import { type Queryable, statement } from '../database/database.ts';

export interface ThingGroup extends PlacedGroup {
  readonly parentGroupName: string | null;
  readonly description: string | null;
  readonly attributes: Attributes;
  /** Of dynamic groups only, like the three that follow. */
  readonly indexName: string | null;
  readonly queryString: string | null;
  readonly queryVersion: string | null;
  readonly status: TypeOf<typeof dynamicGroupStatus> | null;
  readonly version: number;
}

/** The columns of table or alias `g` under the names of the domain. */
export const placedGroupColumns = `g.thing_group_id AS "thingGroupId", g.thing_group_name AS "thingGroupName", g.path,
    g.query_string IS NOT NULL AS "isDynamic", g.created_at AS "createdAt"`;

const select = `SELECT ${placedGroupColumns}, g.parent_group_name AS "parentGroupName", g.description, g.attributes,
    g.index_name AS "indexName", g.query_string AS "queryString", g.query_version AS "queryVersion", g.status, g.version
  FROM thing_group g`;

const byName = statement('thingGroup.byName', `${select} WHERE g.thing_group_name = $1`);
const lock = statement('thingGroup.lock', `${select} WHERE g.thing_group_name = $1 FOR NO KEY UPDATE`);
const lockToDelete = statement('thingGroup.lockToDelete', `${select} WHERE g.thing_group_name = $1 FOR UPDATE`);
const lockToUse = statement(
  'thingGroup.lockToUse',
  `${select} WHERE g.thing_group_name = ANY($1::text[]) ORDER BY g.thing_group_name FOR KEY SHARE`,
);
const byNames = statement(
  'thingGroup.byNames',
  `SELECT thing_group_id AS "thingGroupId", thing_group_name AS "thingGroupName" FROM thing_group
   WHERE thing_group_name = ANY($1::text[])`,
);
// Counts no further than the quota. The order is that of the index, so that the planner takes it.
const countChildren = statement(
  'thingGroup.countChildren',
  `SELECT count(*) AS count FROM (
     SELECT 1 FROM thing_group WHERE (parent_group_name, thing_group_name) > ($1, '') AND parent_group_name <= $1
     ORDER BY parent_group_name, thing_group_name LIMIT $2
   ) AS child`,
);
// The path is as unique as the name: of two creations at once, either may be the one that is found taken.
const insert = statement(
  'thingGroup.insert',
  `INSERT INTO thing_group
     (thing_group_name, thing_group_id, parent_group_name, path, description, attributes, version, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, 1, $7) ON CONFLICT DO NOTHING RETURNING 1`,
);
const update = statement(
  'thingGroup.update',
  'UPDATE thing_group SET description = $2, attributes = $3, version = $4 WHERE thing_group_name = $1',
);
const remove = statement(
  'thingGroup.remove',
  `WITH gone AS (DELETE FROM thing_group WHERE thing_group_name = $1 RETURNING thing_group_id, thing_group_name)
   INSERT INTO deleted_thing_group (thing_group_id, thing_group_name, deleted_at)
   SELECT thing_group_id, thing_group_name, $2 FROM gone`,
);

export async function thingGroupByName(queryable: Queryable, name: string): Promise<ThingGroup | undefined> {
  return (await queryable.query<ThingGroup>(byName, [name]))[0];
}

/** The ids of groups by their names, in no particular order; those that do not exist are left out. */
export function findGroupsByNames(queryable: Queryable, names: readonly string[]): Promise<NamedGroup[]> {
  return queryable.query<NamedGroup>(byNames, [names]);
}

/** Locks a group against changes and against new child groups, but not against joins. */
export async function lockThingGroup(transaction: Queryable, name: string): Promise<ThingGroup | undefined> {
  return (await transaction.query<ThingGroup>(lock, [name]))[0];
}

/** Locks a group against everything, also against things that join or leave. */
export async function lockThingGroupToDelete(transaction: Queryable, name: string): Promise<ThingGroup | undefined> {
  return (await transaction.query<ThingGroup>(lockToDelete, [name]))[0];
}

/**
 * Locks groups against deletion only, for things that join or leave; those that do not exist are left out. Who needs to
 * know all members as of one moment locks the rows FOR UPDATE.
 */
export function lockThingGroupsToUse(transaction: Queryable, names: readonly string[]): Promise<ThingGroup[]> {
  return transaction.query<ThingGroup>(lockToUse, [names]);
}

/** How many direct children a group has, counted up to `maximum`. */
export async function countChildGroups(queryable: Queryable, name: string, maximum: number): Promise<number> {
  const [row] = await queryable.query<{ count: number }>(countChildren, [name, maximum]);
  return row?.count ?? 0;
}

/** Stores a new static group with version 1; false if the name is taken. */
export async function insertThingGroup(
  transaction: Queryable,
  group: Pick<
    ThingGroup,
    'thingGroupName' | 'thingGroupId' | 'parentGroupName' | 'path' | 'description' | 'attributes' | 'createdAt'
  >,
): Promise<boolean> {
  const { thingGroupName, thingGroupId, parentGroupName, path, description, attributes, createdAt } = group;
  const json = JSON.stringify(attributes);
  const values = [thingGroupName, thingGroupId, parentGroupName, path, description, json, createdAt];
  return (await transaction.query(insert, values)).length > 0;
}

export async function updateThingGroup(
  transaction: Queryable,
  group: Pick<ThingGroup, 'thingGroupName' | 'description' | 'attributes' | 'version'>,
): Promise<void> {
  const { thingGroupName, description, attributes, version } = group;
  await transaction.query(update, [thingGroupName, description, JSON.stringify(attributes), version]);
}

/** Deletes a group. Its members stay as rows that nothing shows, until the engine clears them. */
export async function deleteThingGroup(transaction: Queryable, name: string, now: number): Promise<void> {
  await transaction.query(remove, [name, now]);
}

/** Which things are in which groups, who left while a rollout counted on them, and what continuous jobs have to follow. */
import type { PlacedGroup } from '../../domain/thing-group.ts';
import { type Queryable, statement } from '../database/database.ts';
import { placedGroupColumns } from './thing-group.ts';

// LATERAL with a LIMIT looks each group up by itself, also while nothing is known of the tables.
const ofThing = statement(
  'thingGroupMember.groupsOfThing',
  `SELECT g.* FROM thing_group_member m CROSS JOIN LATERAL (
     SELECT ${placedGroupColumns} FROM thing_group g WHERE g.thing_group_id = m.thing_group_id LIMIT 1
   ) AS g
   WHERE m.thing_name = $1`,
);
const add = statement(
  'thingGroupMember.add',
  `INSERT INTO thing_group_member (thing_group_id, thing_name, joined_at)
   SELECT thing_group_id, $2, $3 FROM unnest($1::uuid[]) AS given (thing_group_id)`,
);

const addThings = statement(
  'thingGroupMember.addThings',
  `INSERT INTO thing_group_member (thing_group_id, thing_name, joined_at)
   SELECT $1::uuid, given.thing_name, $3::bigint FROM unnest($2::text[]) AS given (thing_name) ON CONFLICT DO NOTHING`,
);

/** A rollout that is under way reaches who was a member when its job was created. */
const keepLeavers = `INSERT INTO thing_group_leaver (thing_group_id, thing_name, joined_at, left_at)
   SELECT gone.thing_group_id, gone.thing_name, gone.joined_at, $2 FROM gone
   WHERE EXISTS (
     SELECT 1 FROM rollout_step s JOIN rollout r ON r.job_number = s.job_number
     WHERE s.thing_group_id = gone.thing_group_id
   )
   ON CONFLICT DO NOTHING`;
const remove = statement(
  'thingGroupMember.remove',
  `WITH gone AS (
     DELETE FROM thing_group_member WHERE thing_group_id = ANY($3::uuid[]) AND thing_name = $1
     RETURNING thing_group_id, thing_name, joined_at
   ) ${keepLeavers}`,
);
const removeThings = statement(
  'thingGroupMember.removeThings',
  `WITH gone AS (
     DELETE FROM thing_group_member WHERE thing_group_id = $1 AND thing_name = ANY($3::text[])
     RETURNING thing_group_id, thing_name, joined_at
   ) ${keepLeavers}`,
);
const removeFromAll = statement(
  'thingGroupMember.removeFromAll',
  `WITH gone AS (
     DELETE FROM thing_group_member WHERE thing_name = $1 RETURNING thing_group_id, thing_name, joined_at
   )
   ${keepLeavers}`,
);

const recordChange = statement(
  'thingGroupMember.recordChange',
  `INSERT INTO membership_change (job_number, thing_group_id, thing_name, joined, changed_at)
   SELECT DISTINCT j.job_number, g.thing_group_id, given.thing_name, $3::boolean, $4::bigint
   FROM thing_group g
   CROSS JOIN unnest($2::text[]) AS given (thing_name)
   CROSS JOIN LATERAL unnest(string_to_array(rtrim(g.path, '/'), '/')) AS reached (thing_group_name)
   JOIN thing_group a ON a.thing_group_name = reached.thing_group_name
   JOIN job_target t ON t.thing_group_id = a.thing_group_id
   JOIN job j ON j.job_number = t.job_number
   WHERE g.thing_group_id = ANY($1::uuid[]) AND j.target_selection = 'CONTINUOUS'
     AND j.status IN ('IN_PROGRESS', 'SCHEDULED')
   RETURNING 1`,
);

/**
 * The condition and the order of a page of a group's members after a name. A range of pairs instead of an equality: only
 * the key of the table has that order, so that no plan sorts all members for each page, whatever PostgreSQL believes of
 * them, and none walks through other groups.
 */
export const membersAfter = (thingGroupId: string, afterThingName: string, further = '') =>
  `(thing_group_id, thing_name) > (${thingGroupId}, ${afterThingName}) AND thing_group_id <= ${thingGroupId} ${further}
   ORDER BY thing_group_id, thing_name`;

const inGroup = statement(
  'thingGroupMember.inGroup',
  `SELECT thing_name AS "thingName" FROM thing_group_member WHERE ${membersAfter('$1::uuid', '$2::text')} LIMIT $3`,
);
// Each group gives one row at least, so that as many groups as rows are enough.
const inSubtree = statement(
  'thingGroupMember.inSubtree',
  `SELECT g.path, m.thing_name AS "thingName"
   FROM (
     SELECT path, thing_group_id FROM thing_group WHERE path >= $1 AND path >= $2 AND path < $1 || '~'
     ORDER BY path LIMIT $4
   ) AS g
   LEFT JOIN LATERAL (
     SELECT thing_name FROM thing_group_member
     WHERE ${membersAfter('g.thing_group_id', "CASE WHEN g.path = $2 THEN $3 ELSE '' END")} LIMIT $4
   ) AS m ON true
   ORDER BY g.path, m.thing_name LIMIT $4`,
);

/** The groups that a thing is a direct member of; at most as many as the quota allows. */
export function groupsOfThing(queryable: Queryable, thingName: string): Promise<PlacedGroup[]> {
  return queryable.query<PlacedGroup>(ofThing, [thingName]);
}

/** Adds a thing to groups that it is not in. */
export async function addMemberships(
  transaction: Queryable,
  thingName: string,
  groups: readonly PlacedGroup[],
  now: number,
): Promise<void> {
  await transaction.query(add, [groups.map((group) => group.thingGroupId), thingName, now]);
}

/** Takes a thing out of groups. Rollouts under way to them still reach it. */
export async function removeMemberships(
  transaction: Queryable,
  thingName: string,
  groups: readonly PlacedGroup[],
  now: number,
): Promise<void> {
  await transaction.query(remove, [thingName, now, groups.map((group) => group.thingGroupId)]);
}

/** Takes a thing out of all groups, also out of those that are gone already. */
export async function removeAllMemberships(transaction: Queryable, thingName: string, now: number): Promise<void> {
  await transaction.query(removeFromAll, [thingName, now]);
}

/**
 * Stores for each continuous job that is not over and targets one of the groups, or an ancestor of it, that a thing
 * joined or left; null stands for all members. Gives whether any job is concerned. Call it while the groups are locked
 * and still there.
 */
export async function recordMembershipChange(
  transaction: Queryable,
  groups: readonly PlacedGroup[],
  thingName: string | null,
  joined: boolean,
  now: number,
): Promise<boolean> {
  const ids = groups.map((group) => group.thingGroupId);
  return (await transaction.query(recordChange, [ids, [thingName], joined, now])).length > 0;
}

/**
 * Lets many things, which are locked, join one group, which is locked to be used; members stay as they are. Gives whether
 * a continuous job is concerned.
 */
export async function joinThings(
  transaction: Queryable,
  group: PlacedGroup,
  thingNames: readonly string[],
  now: number,
): Promise<boolean> {
  await transaction.query(addThings, [group.thingGroupId, thingNames, now]);
  return (await transaction.query(recordChange, [[group.thingGroupId], thingNames, true, now])).length > 0;
}

/** Lets many things leave one group, as `joinThings` lets them join. */
export async function leaveThings(
  transaction: Queryable,
  group: PlacedGroup,
  thingNames: readonly string[],
  now: number,
): Promise<boolean> {
  await transaction.query(removeThings, [group.thingGroupId, now, thingNames]);
  return (await transaction.query(recordChange, [[group.thingGroupId], thingNames, false, now])).length > 0;
}

/** The names of the direct members of a group, which may be gone already, after a name, in order. */
export async function listDirectMembers(
  queryable: Queryable,
  thingGroupId: string,
  afterThingName: string,
  limit: number,
): Promise<string[]> {
  const rows = await queryable.query<{ thingName: string }>(inGroup, [thingGroupId, afterThingName, limit]);
  return rows.map((row) => row.thingName);
}

/**
 * The members of a group and all groups below it, in the order of path and thing name, after a position. A group without
 * (further) members is a row without a thing.
 */
export function listSubtreeMembers(
  queryable: Queryable,
  path: string,
  after: readonly [path: string, thingName: string],
  limit: number,
): Promise<{ path: string; thingName: string | null }[]> {
  return queryable.query<{ path: string; thingName: string | null }>(inSubtree, [path, ...after, limit]);
}

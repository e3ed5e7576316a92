/** Tells the index of the members of groups that are gone, then clears them, in chunks. */
import { type Queryable, statement } from '../database/database.ts';
import { recordIndexChange } from '../fleet-index/index-change.ts';
import { listDirectMembers } from './thing-group-member.ts';

const takeGroupToIndex = statement(
  'orphanedMember.takeGroupToIndex',
  `SELECT thing_group_id AS "thingGroupId", indexed_to AS "indexedTo" FROM deleted_thing_group
   WHERE indexed_to IS NOT NULL LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`,
);
const saveIndexed = statement(
  'orphanedMember.saveIndexed',
  'UPDATE deleted_thing_group SET indexed_to = $2 WHERE thing_group_id = $1',
);

/**
 * Has the index look at up to `limit` members of one deleted group, which are none for it any more, whatever rollouts
 * still count on them; undefined if it knows of all. Gives whether any was recorded.
 */
export async function indexOrphanedMembers(
  transaction: Queryable,
  limit: number,
): Promise<{ readonly isRecorded: boolean } | undefined> {
  const [group] = await transaction.query<{ thingGroupId: string; indexedTo: string }>(takeGroupToIndex);
  if (group === undefined) return undefined;
  const names = await listDirectMembers(transaction, group.thingGroupId, group.indexedTo, limit);
  const isRecorded = names.length > 0 && (await recordIndexChange(transaction, ...names));
  await transaction.query(saveIndexed, [group.thingGroupId, names.length < limit ? null : names.at(-1)]);
  return { isRecorded };
}

// A rollout under way still reaches the members, and a continuous job has yet to be told that they left.
const takeGroup = statement(
  'orphanedMember.takeGroup',
  `SELECT d.thing_group_id AS "thingGroupId", d.deleted_at AS "deletedAt" FROM deleted_thing_group d
   WHERE d.indexed_to IS NULL AND NOT EXISTS (
     SELECT 1 FROM rollout_step s JOIN rollout r ON r.job_number = s.job_number
     WHERE s.thing_group_id = d.thing_group_id
   ) AND NOT EXISTS (
     SELECT 1 FROM membership_change c WHERE c.thing_group_id = d.thing_group_id AND c.thing_name IS NULL
   )
   LIMIT 1 FOR UPDATE SKIP LOCKED`,
);
const remove = statement(
  'orphanedMember.remove',
  'DELETE FROM thing_group_member WHERE thing_group_id = $1 AND thing_name = ANY($2::text[])',
);
const forget = statement('orphanedMember.forget', 'DELETE FROM deleted_thing_group WHERE thing_group_id = $1');

/** Members of a group that is gone. */
export interface OrphanedMembers {
  readonly thingGroupId: string;
  readonly deletedAt: number;
  readonly thingNames: readonly string[];
  /** Whether these are the last ones. */
  readonly isLast: boolean;
}

/** Locks one deleted group and gives up to `limit` of its members; undefined if there is none that may be cleared. */
export async function takeOrphanedMembers(transaction: Queryable, limit: number): Promise<OrphanedMembers | undefined> {
  const [group] = await transaction.query<{ thingGroupId: string; deletedAt: number }>(takeGroup);
  if (group === undefined) return undefined;
  const thingNames = await listDirectMembers(transaction, group.thingGroupId, '', limit);
  return { ...group, thingNames, isLast: thingNames.length < limit };
}

/** Deletes members that were taken in the same transaction and, with the last ones, the memory of their group. */
export async function clearOrphanedMembers(transaction: Queryable, members: OrphanedMembers): Promise<void> {
  const { isLast, thingGroupId, thingNames } = members;
  if (thingNames.length > 0) await transaction.query(remove, [thingGroupId, thingNames]);
  if (isLast) await transaction.query(forget, [thingGroupId]);
}

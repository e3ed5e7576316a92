/** Clears the members of groups that are gone, in chunks. */
import { type Queryable, statement } from './database.ts';
import { recordIndexChange } from './index-change.ts';

// A rollout under way still reaches the members, and a continuous job has yet to be told that they left.
const takeGroup = statement(
  'orphanedMember.takeGroup',
  `SELECT d.thing_group_id AS "thingGroupId" FROM deleted_thing_group d
   WHERE NOT EXISTS (
     SELECT 1 FROM rollout_step s JOIN rollout r ON r.job_number = s.job_number
     WHERE s.thing_group_id = d.thing_group_id
   ) AND NOT EXISTS (
     SELECT 1 FROM membership_change c WHERE c.thing_group_id = d.thing_group_id AND c.thing_name IS NULL
   )
   LIMIT 1 FOR UPDATE SKIP LOCKED`,
);
const chunk = statement(
  'orphanedMember.chunk',
  'SELECT thing_name AS "thingName" FROM thing_group_member WHERE thing_group_id = $1 ORDER BY thing_name LIMIT $2',
);
const remove = statement(
  'orphanedMember.remove',
  'DELETE FROM thing_group_member WHERE thing_group_id = $1 AND thing_name = ANY($2::text[])',
);
const forget = statement('orphanedMember.forget', 'DELETE FROM deleted_thing_group WHERE thing_group_id = $1');
/**
 * Deletes up to `limit` members of one deleted group, in a transaction of the caller. Gives whether it did anything, that
 * is, whether it is worth calling again.
 */
export async function deleteOrphanedMembers(transaction: Queryable, limit: number): Promise<boolean> {
  const [group] = await transaction.query<{ thingGroupId: string }>(takeGroup);
  if (group === undefined) return false;
  const members = await transaction.query<{ thingName: string }>(chunk, [group.thingGroupId, limit]);
  if (members.length > 0) {
    const names = members.map((member) => member.thingName);
    await transaction.query(remove, [group.thingGroupId, names]);
    await recordIndexChange(transaction, ...names);
  }
  if (members.length < limit) await transaction.query(forget, [group.thingGroupId]);
  return true;
}

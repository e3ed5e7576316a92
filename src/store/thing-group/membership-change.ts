/**
 * What joins and leaves of thing groups mean for continuous jobs (docs/service/executions.md#leaving-a-target,
 * docs/service/rollouts.md#snapshot-and-continuous, docs/service/registry.md#changes-that-drive-jobs).
 */
import { type Queryable, statement } from '../database/database.ts';
import type { EndedExecution } from '../job-execution/ending-executions.ts';

/** Steps from job to job through the index, whatever the number of changes that wait for a window. */
const jobsToFollow = statement(
  'membershipChange.jobs',
  `WITH RECURSIVE changed AS (
     (SELECT job_number FROM membership_change ORDER BY job_number LIMIT 1)
     UNION ALL
     SELECT (SELECT m.job_number FROM membership_change m WHERE m.job_number > c.job_number ORDER BY m.job_number LIMIT 1)
       FROM changed c WHERE c.job_number IS NOT NULL
   )
   SELECT c.job_number AS "jobNumber"
     FROM changed c
    WHERE c.job_number IS NOT NULL
      AND (SELECT j.status FROM job j WHERE j.job_number = c.job_number) IS DISTINCT FROM 'SCHEDULED'
    LIMIT $1`,
);

/** Jobs that have changes to follow now; those that are SCHEDULED follow when they run. */
export async function findJobsToFollow(queryable: Queryable, limit: number): Promise<number[]> {
  return (await queryable.query<{ jobNumber: number }>(jobsToFollow, [limit])).map((row) => row.jobNumber);
}

export interface MembershipChange {
  readonly membershipChangeId: number;
  readonly thingGroupId: string;
  /** null: all members of a group that is gone. */
  readonly thingName: string | null;
  readonly joined: boolean;
  /** Of all members: up to which the job has followed. */
  readonly afterThingName: string;
}

const changes = statement(
  'membershipChange.ofJob',
  `SELECT membership_change_id AS "membershipChangeId", thing_group_id AS "thingGroupId", thing_name AS "thingName", joined,
          after_thing_name AS "afterThingName"
     FROM membership_change WHERE job_number = $1 ORDER BY membership_change_id LIMIT $2`,
);

/** The changes that a job has yet to follow, in their order. */
export function findMembershipChanges(
  queryable: Queryable,
  jobNumber: number,
  limit: number,
): Promise<MembershipChange[]> {
  return queryable.query<MembershipChange>(changes, [jobNumber, limit]);
}

const any = statement('membershipChange.any', 'SELECT 1 AS found FROM membership_change WHERE job_number = $1 LIMIT 1');

/** Whether a job has changes that it has yet to follow. */
export async function hasMembershipChanges(queryable: Queryable, jobNumber: number): Promise<boolean> {
  return (await queryable.query(any, [jobNumber])).length > 0;
}

const forget = statement(
  'membershipChange.forget',
  'DELETE FROM membership_change WHERE membership_change_id = ANY($1::bigint[])',
);

export async function forgetMembershipChanges(transaction: Queryable, ids: readonly number[]): Promise<void> {
  await transaction.query(forget, [ids]);
}

const advance = statement(
  'membershipChange.advance',
  'UPDATE membership_change SET after_thing_name = $2 WHERE membership_change_id = $1',
);

/** Keeps up to which member the end of a group was followed. */
export async function advanceMembershipChange(
  transaction: Queryable,
  id: number,
  afterThingName: string,
): Promise<void> {
  await transaction.query(advance, [id, afterThingName]);
}

/**
 * Whether there is such a row; where many things are asked about, each is looked up by itself. With EXISTS PostgreSQL
 * might rather read all members of all groups for each chunk, or all of a new group, of which it believes that it is
 * small.
 */
const isAny = (rows: string) => `(SELECT true FROM ${rows} LIMIT 1) IS TRUE`;

/** Whether a target reaches `n.thing_name`: the thing itself, or a group at or above one that it is in. */
const reachedBy = (targets: string, memberships: string) => `(
  EXISTS (SELECT 1 FROM job_target t
           WHERE t.job_number = $1 AND t.thing_group_id IS NULL AND t.target_arn = $2 || n.thing_name AND ${targets})
  OR ${isAny(`thing_group_member m
               JOIN thing_group g ON g.thing_group_id = m.thing_group_id
               JOIN job_target t ON t.job_number = $1 AND ${targets}
               JOIN thing_group tg ON tg.thing_group_id = t.thing_group_id AND starts_with(g.path, tg.path)
              WHERE m.thing_name = n.thing_name AND ${memberships}`)})`;

/** By another membership than that of the group $3. */
const reachedOtherwise = reachedBy('true', 'm.thing_group_id <> $3');
/** Whether the job has yet to follow that the thing joined `group`. */
const isNewIn = (group: string) => `EXISTS (
  SELECT 1 FROM membership_change c
   WHERE c.job_number = $1 AND c.joined AND c.thing_name = n.thing_name AND c.thing_group_id = ${group})`;
/** Whether what the job has yet to follow came after the thing joined the group $3. */
const cameLater = `l.membership_change_id > (
  SELECT max(j.membership_change_id) FROM membership_change j
   WHERE j.job_number = $1 AND j.joined AND j.thing_name = n.thing_name AND j.thing_group_id = $3)`;
/**
 * By another membership, now or until it ended after the thing had joined; and not by one that is as new: the job has
 * yet to follow that join.
 */
const reachedBeforeJoining = `(
  ${reachedBy('true', `m.thing_group_id <> $3 AND NOT ${isNewIn('m.thing_group_id')}`)}
  OR EXISTS (SELECT 1 FROM membership_change l
              WHERE l.job_number = $1 AND NOT l.joined AND l.thing_name = n.thing_name AND l.thing_group_id <> $3
                AND ${cameLater} AND NOT ${isNewIn('l.thing_group_id')})
  OR EXISTS (SELECT 1 FROM thing_group_member m
               JOIN membership_change l ON l.thing_group_id = m.thing_group_id AND l.thing_name IS NULL
              WHERE m.thing_name = n.thing_name AND l.job_number = $1 AND m.thing_group_id <> $3
                AND ${cameLater} AND NOT ${isNewIn('m.thing_group_id')}))`;
/** By a target that was there before the one at position $3. */
const reachedByEarlierTarget = reachedBy('t.position < $3', 'true');

/** Whoever has left the group $3 again before the job followed has not joined, nor has anybody if the group is gone. */
const isMember = isAny(`thing_group_member m JOIN thing_group g ON g.thing_group_id = m.thing_group_id
   WHERE m.thing_group_id = $3 AND m.thing_name = n.thing_name`);

/**
 * The job has never had an execution on the thing; one that was deleted is not replaced
 * (docs/service/deletion.md#deleting-an-execution).
 */
const isNew = `(l.status IS NULL AND NOT EXISTS (
  SELECT 1 FROM deleted_job_execution d WHERE d.job_number = $1 AND d.thing_name = n.thing_name))`;

/**
 * A later execution of a job on a thing is queued at least one whole second after the former one
 * (docs/service/executions.md#execution-number).
 */
const queueUnless = (isReached: string, isToBeReached = 'true') =>
  `INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt,
     force_canceled, queued_at, last_updated_at)
   SELECT n.thing_name, $1, coalesce(l.execution_number, 0) + 1, 'QUEUED', 1, 0, false,
          greatest($4, (l.queued_at / 1000 + 1) * 1000), $4
     FROM (SELECT DISTINCT thing_name FROM unnest($5::text[]) AS d (thing_name)) n
    CROSS JOIN LATERAL (SELECT 1 FROM thing WHERE thing_name = n.thing_name LIMIT 1) t
     LEFT JOIN LATERAL (
       SELECT e.execution_number, e.queued_at, e.status FROM job_execution e
        WHERE e.thing_name = n.thing_name AND e.job_number = $1
        ORDER BY e.execution_number DESC LIMIT 1) l ON true
    WHERE (l.status IS NULL OR l.status NOT IN ('QUEUED', 'IN_PROGRESS')) AND (${isNew} OR NOT ${isReached})
      AND ${isToBeReached}
    ORDER BY n.thing_name
   ON CONFLICT DO NOTHING
   RETURNING thing_name AS "thingName"`;
const queueJoiners = statement('membershipChange.queueJoiners', queueUnless(reachedBeforeJoining, isMember));
const queueAssociated = statement('membershipChange.queueAssociated', queueUnless(reachedByEarlierTarget));

/** What joins and leaves of one group are about. */
export interface GroupOfJob {
  readonly jobNumber: number;
  /** The ARN of a thing without its name. */
  readonly thingArnPrefix: string;
  readonly thingGroupId: string;
}

/** Queues executions for things that joined a group; gives those that the job did not reach before. */
export async function queueJoiningThings(
  transaction: Queryable,
  group: GroupOfJob,
  thingNames: readonly string[],
  now: number,
): Promise<string[]> {
  const values = [group.jobNumber, group.thingArnPrefix, group.thingGroupId, now, thingNames];
  return (await transaction.query<{ thingName: string }>(queueJoiners, values)).map((row) => row.thingName);
}

/** What a target that was added to a job is about. */
export interface AssociatedTarget {
  readonly jobNumber: number;
  /** The ARN of a thing without its name. */
  readonly thingArnPrefix: string;
  /** Its place among the targets of the job. */
  readonly position: number;
}

/** Queues executions for things of an added target; gives those that the job did not reach before. */
export async function queueAssociatedThings(
  transaction: Queryable,
  { jobNumber, position, thingArnPrefix }: AssociatedTarget,
  thingNames: readonly string[],
  now: number,
): Promise<string[]> {
  const values = [jobNumber, thingArnPrefix, position, now, thingNames];
  return (await transaction.query<{ thingName: string }>(queueAssociated, values)).map((row) => row.thingName);
}

/**
 * What is pending of things $4 that are not in the group $3 any more and that nothing else of the job reaches; one of
 * each.
 */
const leaving = (columns: string, further = '') =>
  `SELECT l.* FROM (SELECT DISTINCT thing_name FROM unnest($4::text[]) AS d (thing_name) ORDER BY thing_name) n
    CROSS JOIN LATERAL (
      SELECT ${columns} FROM job_execution e
       WHERE e.thing_name = n.thing_name AND e.job_number = $1 AND e.status IN ('IN_PROGRESS', 'QUEUED')
         AND NOT ${reachedOtherwise} AND NOT ${isMember}
       ORDER BY e.execution_number DESC LIMIT 1 ${further}) l`;
const removeLeavers = statement(
  'membershipChange.removeLeavers',
  `WITH pending AS MATERIALIZED (
     ${leaving('e.ctid AS place, e.thing_name, e.status', 'FOR UPDATE OF e')}
   ), removed AS (
     UPDATE job_execution
        SET status = 'REMOVED', version_number = version_number + 1, last_updated_at = $5,
            in_progress_timeout_at = NULL, timeout_at = NULL
      WHERE ctid = ANY(ARRAY(SELECT place FROM pending))
     RETURNING thing_name, execution_number, queued_at, status_details
   )
   SELECT r.thing_name AS "thingName", r.execution_number AS "executionNumber", p.status, r.queued_at AS "queuedAt",
          r.status_details AS "statusDetails"
     FROM removed r JOIN pending p ON p.thing_name = r.thing_name
    ORDER BY r.thing_name`,
);
const anyLeavers = statement('membershipChange.anyLeavers', `${leaving('1 AS found')} LIMIT 1`);

/** Makes the pending executions REMOVED of things that left a group and that nothing else of the job reaches. */
export async function removeLeavingThings(
  transaction: Queryable,
  group: GroupOfJob,
  thingNames: readonly string[],
  now: number,
): Promise<EndedExecution[]> {
  const left = [group.jobNumber, group.thingArnPrefix, group.thingGroupId, thingNames];
  const removed: EndedExecution[] = [];
  // Who failed an execution while it was waited for may have queued its retry, which the waiting statement cannot see.
  do removed.push(...(await transaction.query<EndedExecution>(removeLeavers, [...left, now])));
  while ((await transaction.query(anyLeavers, left)).length > 0);
  return removed;
}

/** Where a rollout stands, and the chunks of executions that it makes. */
import type { Release } from '../../domain/rollout.ts';
import { type Queryable, statement } from '../database/database.ts';
import { membersAfter } from '../thing-group/thing-group-member.ts';

/** `members`: those who are in the step's group; `leavers`: those who left it after the job was created. */
export type RolloutAmong = 'members' | 'leavers';

export interface Rollout {
  readonly step: number;
  readonly among: RolloutAmong;
  readonly afterThingName: string;
  /** How many executions were made so far. */
  readonly released: number;
  readonly recentReleases: readonly Release[];
}

const begin = statement(
  'rollout.begin',
  `INSERT INTO rollout (job_number, step, among, after_thing_name, released, recent_releases, next_release_at)
   VALUES ($1, $2, 'members', '', 0, '[]', $3)
   ON CONFLICT (job_number) DO UPDATE SET next_release_at = LEAST(rollout.next_release_at, EXCLUDED.next_release_at)`,
);

/** Makes a rollout due at `now` from `step` on; one that is under way goes on where it is. */
export async function beginRollout(
  transaction: Queryable,
  jobNumber: number,
  step: number,
  now: number,
): Promise<void> {
  await transaction.query(begin, [jobNumber, step, now]);
}

const hasten = statement(
  'rollout.hasten',
  'UPDATE rollout SET next_release_at = LEAST(next_release_at, $2) WHERE job_number = $1',
);

/** Lets a rollout that is under way look again at `now`, because its rate may be another. */
export async function hastenRollout(transaction: Queryable, jobNumber: number, now: number): Promise<void> {
  await transaction.query(hasten, [jobNumber, now]);
}

const exists = statement('rollout.exists', 'SELECT 1 AS found FROM rollout WHERE job_number = $1');

/** Whether the job's rollout is not finished. */
export async function hasRollout(queryable: Queryable, jobNumber: number): Promise<boolean> {
  return (await queryable.query(exists, [jobNumber])).length > 0;
}

const find = statement(
  'rollout.find',
  `SELECT step, among, after_thing_name AS "afterThingName", released, recent_releases AS "recentReleases"
     FROM rollout WHERE job_number = $1 FOR UPDATE`,
);

/** The state of a rollout that is under way. */
export async function findRollout(transaction: Queryable, jobNumber: number): Promise<Rollout | undefined> {
  return (await transaction.query<Rollout>(find, [jobNumber]))[0];
}

const save = statement(
  'rollout.save',
  `UPDATE rollout
      SET step = $2, among = $3, after_thing_name = $4, recent_releases = $5, next_release_at = $6, released = $7
    WHERE job_number = $1`,
);

/** Saves how far a rollout came, and when it goes on. */
export async function saveRollout(
  transaction: Queryable,
  jobNumber: number,
  rollout: Rollout,
  nextReleaseAt: number,
): Promise<void> {
  const { step, among, afterThingName, recentReleases, released } = rollout;
  await transaction.query(save, [
    jobNumber,
    step,
    among,
    afterThingName,
    JSON.stringify(recentReleases),
    nextReleaseAt,
    released,
  ]);
}

/**
 * The jobs whose turn it is at $2: the oldest $1 of those that roll out or cancel. A job whose window closes at this
 * very instant releases nothing any more: its schedule goes first.
 */
export const inTurn = `(
  SELECT job_number FROM job
   WHERE work IN ('ROLLOUT', 'CANCELLATION') AND (schedule_due_at IS NULL OR schedule_due_at > $2)
   ORDER BY job_number LIMIT $1)`;

const due = statement(
  'rollout.due',
  `SELECT r.job_number AS "jobNumber"
     FROM rollout r
    WHERE r.next_release_at <= $2 AND r.job_number IN ${inTurn}
    ORDER BY r.next_release_at, r.job_number
    LIMIT $3`,
);

/**
 * Rollouts that may release something now. Only the oldest `concurrentJobs` jobs that roll out or cancel have their
 * turn; others wait until one of these is done (docs/service/rollouts.md#rate-over-any-minute).
 */
export async function findDueRollouts(
  queryable: Queryable,
  now: number,
  concurrentJobs: number,
  limit: number,
): Promise<number[]> {
  const rows = await queryable.query<{ jobNumber: number }>(due, [concurrentJobs, now, limit]);
  return rows.map((row) => row.jobNumber);
}

const next = statement('rollout.next', `SELECT min(next_release_at) AS at FROM rollout WHERE job_number IN ${inTurn}`);

/** When the next rollout of those that have their turn at `now` may go on; null without any. */
export async function nextRelease(queryable: Queryable, now: number, concurrentJobs: number): Promise<number | null> {
  return (await queryable.query<{ at: number | null }>(next, [concurrentJobs, now]))[0]?.at ?? null;
}

export interface RolloutStep {
  readonly step: number;
  readonly thingName: string | null;
  readonly thingGroupId: string | null;
  /** The group's members at this time are reached. */
  readonly asOf: number;
}

const stepColumns = 'step, thing_name AS "thingName", thing_group_id AS "thingGroupId", as_of AS "asOf"';
const steps = statement(
  'rollout.steps',
  `SELECT ${stepColumns} FROM rollout_step
    WHERE job_number = $1 AND step >= $2 AND rate_limited ORDER BY step LIMIT $3`,
);

/** The next steps from `step` on, in order, of those that the rate is for. */
export function findRolloutSteps(
  queryable: Queryable,
  jobNumber: number,
  step: number,
  limit: number,
): Promise<RolloutStep[]> {
  return queryable.query<RolloutStep>(steps, [jobNumber, step, limit]);
}

/** A step of a target that was added later; it waits for no rate and for no other step. */
export interface ImmediateStep extends RolloutStep {
  readonly afterThingName: string;
  /** Of its target, among those of the job. */
  readonly targetPosition: number;
}

const immediateSteps = statement(
  'rollout.immediateSteps',
  `SELECT ${stepColumns}, after_thing_name AS "afterThingName", target_position AS "targetPosition" FROM rollout_step
    WHERE job_number = $1 AND NOT rate_limited ORDER BY step LIMIT $2`,
);

/** The steps, in order, that are to be done at once. */
export function findImmediateSteps(queryable: Queryable, jobNumber: number, limit: number): Promise<ImmediateStep[]> {
  return queryable.query<ImmediateStep>(immediateSteps, [jobNumber, limit]);
}

const saveStep = statement(
  'rollout.saveStep',
  'UPDATE rollout_step SET after_thing_name = $3 WHERE job_number = $1 AND step = $2',
);
const forgetStep = statement('rollout.forgetStep', 'DELETE FROM rollout_step WHERE job_number = $1 AND step = $2');

/** Saves how far an immediate step came; null: it is done. */
export async function saveImmediateStep(
  transaction: Queryable,
  jobNumber: number,
  step: number,
  afterThingName: string | null,
): Promise<void> {
  if (afterThingName === null) await transaction.query(forgetStep, [jobNumber, step]);
  else await transaction.query(saveStep, [jobNumber, step, afterThingName]);
}

const lastStep = statement(
  'rollout.lastStep',
  'SELECT coalesce(max(step), 0) AS step FROM rollout_step WHERE job_number = $1',
);

/** The number of the last step that the job ever had while its rollout was under way; 0 without any. */
export async function findLastStep(queryable: Queryable, jobNumber: number): Promise<number> {
  return (await queryable.query<{ step: number }>(lastStep, [jobNumber]))[0]?.step ?? 0;
}

/**
 * Makes the executions of a chunk. A thing that has or had one already, through another target, gets no other one. The
 * transaction must hold the things against deletion and the job against others who queue executions of it.
 *
 * LATERAL with a LIMIT looks each thing up by itself: PostgreSQL may believe that a new job has no executions yet, and
 * would read all of them for each chunk.
 */
const queueing = `
  queued AS (
    INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt,
      force_canceled, queued_at, last_updated_at)
    SELECT page.thing_name, $1, 1, 'QUEUED', 1, 0, false, $2, $2
      FROM page
      LEFT JOIN LATERAL (
        SELECT true AS found FROM job_execution e
         WHERE e.thing_name = page.thing_name AND e.job_number = $1
         ORDER BY e.execution_number LIMIT 1) has ON true
      LEFT JOIN LATERAL (
        SELECT true AS found FROM deleted_job_execution d
         WHERE d.thing_name = page.thing_name AND d.job_number = $1 LIMIT 1) had ON true
     WHERE has.found IS NULL AND had.found IS NULL
    RETURNING thing_name
  )
  SELECT (SELECT count(*) FROM page) AS seen, (SELECT max(thing_name) FROM page) AS last,
         (SELECT coalesce(array_agg(thing_name), '{}') FROM queued) AS queued`;

const queueThings = statement(
  'rollout.queueThings',
  `WITH page AS (SELECT thing_name FROM thing WHERE thing_name = ANY($3::text[])), ${queueing}`,
);

/** Members are things that exist. Those of a group that was deleted since are reached by a snapshot only. */
const queueMembers = statement(
  'rollout.queueMembers',
  `WITH page AS (
     SELECT thing_name
       FROM thing_group_member
      WHERE ${membersAfter(
        '$3::uuid',
        '$4::text',
        `AND joined_at <= $5
         AND ((SELECT target_selection FROM job WHERE job_number = $1) = 'SNAPSHOT'
           OR EXISTS (SELECT 1 FROM thing_group WHERE thing_group_id = $3))`,
      )}
      LIMIT $6
   ), ${queueing}`,
);

/**
 * Whoever left in the millisecond of the job's creation is taken for one who left after it: rather one too many than
 * one lost. Whoever was created since under the name of one that left is another thing, which was no member.
 */
const queueLeavers = statement(
  'rollout.queueLeavers',
  `WITH page AS (
     SELECT DISTINCT ON (thing_group_id, thing_name) thing_name
       FROM thing_group_leaver
      WHERE ${membersAfter(
        '$3::uuid',
        '$4::text',
        `AND joined_at <= $5 AND left_at >= $5
         AND (SELECT t.created_at <= $5 FROM thing t WHERE t.thing_name = thing_group_leaver.thing_name)`,
      )}
      LIMIT $6
   ), ${queueing}`,
);

export interface Chunk {
  /** How many things were looked at; fewer than asked for: the page was the last. */
  readonly seen: number;
  readonly last: string | null;
  /** The things that got an execution. */
  readonly queued: readonly string[];
}

const nothing: Chunk = { seen: 0, last: null, queued: [] };

/** Queues executions for those of these things that exist. */
export async function queueForThings(
  transaction: Queryable,
  jobNumber: number,
  now: number,
  thingNames: readonly string[],
): Promise<Chunk> {
  return (await transaction.query<Chunk>(queueThings, [jobNumber, now, thingNames]))[0] ?? nothing;
}

/** Queues executions for the next `limit` things that were direct members of a group at the time `asOf`. */
export async function queueForGroup(
  transaction: Queryable,
  jobNumber: number,
  now: number,
  from: {
    readonly thingGroupId: string;
    readonly asOf: number;
    readonly among: RolloutAmong;
    readonly afterThingName: string;
  },
  limit: number,
): Promise<Chunk> {
  const question = from.among === 'members' ? queueMembers : queueLeavers;
  const values = [jobNumber, now, from.thingGroupId, from.afterThingName, from.asOf, limit];
  return (await transaction.query<Chunk>(question, values))[0] ?? nothing;
}

const forgetLeavers = statement(
  'rollout.forgetLeavers',
  `DELETE FROM thing_group_leaver
    WHERE thing_group_id IN (SELECT thing_group_id FROM rollout_step WHERE job_number = $1)
      AND NOT EXISTS (
        SELECT 1 FROM rollout_step s JOIN rollout r ON r.job_number = s.job_number
         WHERE s.thing_group_id = thing_group_leaver.thing_group_id AND s.job_number <> $1)`,
);
const forgetSteps = statement('rollout.forgetSteps', 'DELETE FROM rollout_step WHERE job_number = $1');
const forget = statement('rollout.forget', 'DELETE FROM rollout WHERE job_number = $1');

/** Ends a rollout, finished or not: its position and steps go, and the leavers that only it still needed. */
export async function endRollout(transaction: Queryable, jobNumber: number): Promise<void> {
  await transaction.query(forgetLeavers, [jobNumber]);
  await transaction.query(forgetSteps, [jobNumber]);
  await transaction.query(forget, [jobNumber]);
}

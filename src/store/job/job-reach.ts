/** How a job reaches one thing: questions that are about this thing only, however large the fleet and the job. */
import { type Queryable, statement } from '../database/database.ts';
import { inTurn, type Rollout } from './rollout.ts';

export interface ReachingTarget {
  readonly targetArn: string;
  /** Since when the thing is in the group, or in one below it; null where the target is the thing itself. */
  readonly memberSince: number | null;
}

// The groups of the thing lead, of which it has few.
const targets = statement(
  'jobReach.targets',
  `SELECT target_arn AS "targetArn", NULL::bigint AS "memberSince", position FROM job_target
    WHERE job_number = $1 AND thing_group_id IS NULL AND target_arn = $2
   UNION ALL
   SELECT t.target_arn, min(m.joined_at), t.position
     FROM thing_group_member m
     JOIN thing_group g ON g.thing_group_id = m.thing_group_id
    CROSS JOIN LATERAL (
      SELECT jt.target_arn, jt.position FROM job_target jt
        JOIN thing_group tg ON tg.thing_group_id = jt.thing_group_id
       WHERE jt.job_number = $1 AND starts_with(g.path, tg.path)) t
    WHERE m.thing_name = $3
    GROUP BY t.target_arn, t.position
    ORDER BY position`,
);

/** The targets of a job by which it reaches a thing now, in the order in which they were given. */
export function findReachingTargets(
  queryable: Queryable,
  jobNumber: number,
  thing: { readonly thingName: string; readonly thingArn: string },
): Promise<ReachingTarget[]> {
  return queryable.query<ReachingTarget>(targets, [jobNumber, thing.thingArn, thing.thingName]);
}

const rollout = statement(
  'jobReach.rollout',
  `SELECT r.step, r.among, r.after_thing_name AS "afterThingName", r.released, r.recent_releases AS "recentReleases",
          r.next_release_at AS "nextReleaseAt",
          (SELECT g.thing_group_name FROM rollout_step s JOIN thing_group g ON g.thing_group_id = s.thing_group_id
            WHERE s.job_number = r.job_number AND s.step = r.step) AS "thingGroupName",
          r.job_number IN ${inTurn} AS "isInTurn"
     FROM rollout r WHERE r.job_number = $3`,
);

export interface RolloutState extends Rollout {
  readonly nextReleaseAt: number;
  /** The group whose members the rollout goes through now; null while it goes through things. */
  readonly thingGroupName: string | null;
  /** Whether it may release something at this moment: it is among the oldest `concurrentJobs` jobs that have their turn. */
  readonly isInTurn: boolean;
}

/** Where the rollout of a job stands; undefined when nothing is left of it. */
export async function findRolloutState(
  queryable: Queryable,
  jobNumber: number,
  now: number,
  concurrentJobs: number,
): Promise<RolloutState | undefined> {
  return (await queryable.query<RolloutState>(rollout, [concurrentJobs, now, jobNumber]))[0];
}

const changing = statement(
  'jobReach.changing',
  'SELECT 1 AS found FROM membership_change WHERE thing_name = $2 AND job_number = $1 LIMIT 1',
);

/** Whether a job has yet to follow that a thing joined or left a group. */
export async function isMembershipChanging(
  queryable: Queryable,
  jobNumber: number,
  thingName: string,
): Promise<boolean> {
  return (await queryable.query(changing, [jobNumber, thingName])).length > 0;
}

const deleted = statement(
  'jobReach.deleted',
  'SELECT 1 AS found FROM deleted_job_execution WHERE job_number = $1 AND thing_name = $2',
);

/** Whether an execution of a job on a thing was deleted on request; no other one takes its place. */
export async function isExecutionDeleted(queryable: Queryable, jobNumber: number, thingName: string): Promise<boolean> {
  return (await queryable.query(deleted, [jobNumber, thingName])).length > 0;
}

const indexed = statement(
  'jobReach.connectivity',
  `SELECT connected, changed_at AS "changedAt", disconnect_reason AS "disconnectReason"
     FROM thing_connectivity WHERE thing_name = $1`,
);

/** What the last connection of a thing did, where connectivity is indexed. */
export async function findConnectivity(
  queryable: Queryable,
  thingName: string,
): Promise<
  { readonly connected: boolean; readonly changedAt: number; readonly disconnectReason: string | null } | undefined
> {
  const [row] = await queryable.query<{ connected: boolean; changedAt: number; disconnectReason: string | null }>(
    indexed,
    [thingName],
  );
  return row;
}

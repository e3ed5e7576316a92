/** What a job targets, and the steps in which its rollout goes through that. */
import { type Queryable, statement } from '../database/database.ts';

export interface JobTarget {
  readonly targetArn: string;
  /** Of a target that is a thing. */
  readonly thingName: string | null;
  /** Of a target that is a thing group. */
  readonly thingGroupId: string | null;
}

const insertTargets = statement(
  'jobTarget.insert',
  `INSERT INTO job_target (job_number, position, target_arn, thing_group_id)
   SELECT $1, position, target_arn, thing_group_id
     FROM unnest($2::int[], $3::text[], $4::uuid[]) AS t (position, target_arn, thing_group_id)`,
);

/**
 * A thing is one step. A group is a step for itself and one for each of its descendants, as they are now: a snapshot job
 * reaches who is there at its creation.
 */
const insertSteps = statement(
  'jobTarget.insertSteps',
  `WITH target AS (
     SELECT * FROM unnest($2::int[], $3::text[], $4::uuid[]) AS t (position, thing_name, thing_group_id)
   ), tree AS (
     SELECT t.position, array_length(string_to_array(g.path, '/'), 1) AS depth, g.thing_group_name, g.thing_group_id
       FROM target t
       JOIN thing_group root ON root.thing_group_id = t.thing_group_id
      CROSS JOIN LATERAL (
        SELECT path, thing_group_name, thing_group_id FROM thing_group
         -- Every character of a name sorts before '~'.
         WHERE path >= root.path AND path < root.path || '~') g
   ), step AS (
     SELECT position, 0 AS depth, '' AS name, thing_name, NULL::uuid AS thing_group_id FROM target WHERE thing_name IS NOT NULL
     UNION ALL
     SELECT position, depth, thing_group_name, NULL, thing_group_id FROM tree
   )
   INSERT INTO rollout_step (job_number, step, target_position, thing_name, thing_group_id, rate_limited, as_of)
   SELECT $1, $5 + row_number() OVER (ORDER BY position, depth, name), position, thing_name, thing_group_id, $6, $7 FROM step`,
);

/** Stores targets from `firstPosition` on, and the steps that follow `lastStep`. */
export async function insertJobTargets(
  transaction: Queryable,
  jobNumber: number,
  targets: readonly JobTarget[],
  place: {
    readonly firstPosition: number;
    readonly lastStep: number;
    readonly rateLimited: boolean;
    readonly asOf: number;
  },
): Promise<void> {
  const positions = targets.map((_, index) => place.firstPosition + index);
  const groups = targets.map((target) => target.thingGroupId);
  await transaction.query(insertTargets, [jobNumber, positions, targets.map((target) => target.targetArn), groups]);
  const things = targets.map((target) => target.thingName);
  await transaction.query(insertSteps, [
    jobNumber,
    positions,
    things,
    groups,
    place.lastStep,
    place.rateLimited,
    place.asOf,
  ]);
}

const arns = statement(
  'jobTarget.arns',
  'SELECT target_arn AS "targetArn" FROM job_target WHERE job_number = $1 ORDER BY position',
);

/** The ARNs of a job's targets, in the order in which they were given. */
export async function findTargetArns(queryable: Queryable, jobNumber: number): Promise<string[]> {
  return (await queryable.query<{ targetArn: string }>(arns, [jobNumber])).map((row) => row.targetArn);
}

const processing = statement(
  'jobTarget.processing',
  `SELECT DISTINCT t.position, t.target_arn AS "targetArn"
     FROM rollout r
     JOIN rollout_step s ON s.job_number = r.job_number AND s.step >= r.step
     JOIN job_target t ON t.job_number = s.job_number AND t.position = s.target_position
    WHERE r.job_number = $1
    ORDER BY t.position`,
);

/** The targets that the rollout is still working on; none when it is finished. */
export async function findProcessingTargets(queryable: Queryable, jobNumber: number): Promise<string[]> {
  return (await queryable.query<{ targetArn: string }>(processing, [jobNumber])).map((row) => row.targetArn);
}

const things = statement('jobTarget.things', 'SELECT thing_name AS name FROM thing WHERE thing_name = ANY($1::text[])');
/** In the order of the names, so that two jobs over the same groups cannot wait for one another. */
const groups = statement(
  'jobTarget.groups',
  `SELECT g.thing_group_name AS name, g.thing_group_id AS id
     FROM thing_group root
     JOIN thing_group g ON g.path >= root.path AND g.path < root.path || '~'
    WHERE root.thing_group_name = ANY($1::text[])
    ORDER BY g.thing_group_name
      FOR UPDATE OF g`,
);

/** Which of these things exist. */
export async function findExistingThings(queryable: Queryable, names: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await queryable.query<{ name: string }>(things, [names])).map((row) => row.name));
}

/**
 * The ids of those of these groups that exist, and of all groups below them. Until the transaction ends none of them is
 * deleted and nobody joins or leaves them: a join is either seen by the rollout or follows the job.
 */
export async function lockGroups(
  transaction: Queryable,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await transaction.query<{ name: string; id: string }>(groups, [names]);
  return new Map(rows.map((row) => [row.name, row.id]));
}

const removeTargets = statement('jobTarget.remove', 'DELETE FROM job_target WHERE job_number = $1');

export async function deleteJobTargets(transaction: Queryable, jobNumber: number): Promise<void> {
  await transaction.query(removeTargets, [jobNumber]);
}

const selectGroup = 'SELECT thing_group_name AS name, thing_group_id AS id FROM thing_group';
const groupByName = statement('jobTarget.groupByName', `${selectGroup} WHERE thing_group_name = $1`);
const groupById = statement('jobTarget.groupById', `${selectGroup} WHERE thing_group_id = $1`);
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A group by its name, or by its id where no name is given. */
export async function findGroupByIdOrName(
  queryable: Queryable,
  id: string | undefined,
  name: string | undefined,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  if (name !== undefined) return (await queryable.query<{ id: string; name: string }>(groupByName, [name]))[0];
  if (id === undefined || !uuid.test(id)) return undefined;
  return (await queryable.query<{ id: string; name: string }>(groupById, [id]))[0];
}

/**
 * What the deletion of a thing does to its job executions (docs/service/executions.md#deleting-a-thing): those that are
 * not over become REMOVED.
 */
import type { StatusDetails } from '../../domain/job-execution/job-execution.ts';
import type { PendingStatus } from '../../domain/job-execution/status.ts';
import { type Queryable, statement } from '../database/database.ts';
import { COMMON_LANE } from './job-execution-count.ts';

export interface RemovedExecution {
  readonly jobId: string;
  readonly jobNumber: number;
  readonly executionNumber: number;
  readonly statusBefore: PendingStatus;
  readonly statusDetails: StatusDetails | null;
}

const remove = statement(
  'removedExecutions.remove',
  `WITH pending AS (
     SELECT job_number, execution_number, status FROM job_execution
     WHERE thing_name = $1 AND status IN ('IN_PROGRESS', 'QUEUED')
     ORDER BY job_number, execution_number FOR UPDATE
   )
   UPDATE job_execution e
   SET status = 'REMOVED', version_number = e.version_number + 1, last_updated_at = $2,
     in_progress_timeout_at = NULL, timeout_at = NULL
   FROM pending JOIN job j ON j.job_number = pending.job_number
   WHERE e.thing_name = $1 AND e.job_number = pending.job_number AND e.execution_number = pending.execution_number
   RETURNING j.job_id AS "jobId", e.job_number AS "jobNumber", e.execution_number AS "executionNumber",
     pending.status AS "statusBefore", e.status_details AS "statusDetails"`,
);
const anyPending = statement(
  'removedExecutions.anyPending',
  `SELECT 1 AS found FROM job_execution WHERE thing_name = $1 AND status IN ('IN_PROGRESS', 'QUEUED') LIMIT 1`,
);
// In key order, so that two deletions cannot wait for each other.
const count = statement(
  'removedExecutions.count',
  `INSERT INTO job_execution_count (job_number, status, lane, executions)
   SELECT job_number, status, ${COMMON_LANE}, sum(difference) FROM (
     SELECT job_number, status, -1 FROM unnest($1::bigint[], $2::text[]) AS left_behind (job_number, status)
     UNION ALL SELECT job_number, 'REMOVED', 1 FROM unnest($1::bigint[]) AS removed (job_number)
   ) AS moved (job_number, status, difference)
   GROUP BY job_number, status ORDER BY job_number, status
   ON CONFLICT (job_number, status, lane)
     DO UPDATE SET executions = job_execution_count.executions + excluded.executions`,
);
const check = statement(
  'removedExecutions.check',
  'INSERT INTO completion_check (job_number) SELECT DISTINCT job_number FROM unnest($1::bigint[]) AS job (job_number)',
);

/**
 * Makes the executions of a thing that are not over REMOVED, moves the counters, and has their jobs checked for
 * completion. Gives the executions that it changed.
 */
export async function removeExecutionsOfThing(
  transaction: Queryable,
  thingName: string,
  now: number,
): Promise<RemovedExecution[]> {
  const removed: RemovedExecution[] = [];
  // Who failed an execution while it was waited for may have queued its retry, which the waiting statement cannot see.
  do removed.push(...(await transaction.query<RemovedExecution>(remove, [thingName, now])));
  while ((await transaction.query(anyPending, [thingName])).length > 0);
  if (removed.length === 0) return removed;
  const jobNumbers = removed.map((execution) => execution.jobNumber);
  await transaction.query(count, [jobNumbers, removed.map((execution) => execution.statusBefore)]);
  await transaction.query(check, [jobNumbers]);
  return removed;
}

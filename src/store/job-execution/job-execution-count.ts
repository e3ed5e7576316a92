/** How many executions a job has in each status: sums over lanes, so that no writer waits for another's row. */
import type { JobExecutionStatus } from '../../domain/job-execution/status.ts';
import { type Queryable, statement } from '../database/database.ts';

/** The lane of operations and of the engine; the device path has lanes of its own, from 1 on. */
export const COMMON_LANE = 0;

const add = statement(
  'jobExecutionCount.add',
  `INSERT INTO job_execution_count AS c (job_number, status, lane, executions)
   SELECT $1, status, ${COMMON_LANE}, change FROM unnest($2::text[], $3::bigint[]) AS d (status, change)
    WHERE change <> 0 ORDER BY status
   ON CONFLICT (job_number, status, lane) DO UPDATE SET executions = c.executions + EXCLUDED.executions`,
);

export type ExecutionCounts = Readonly<Partial<Record<JobExecutionStatus, number>>>;

/** Adds to the counters of a job; negative numbers take away. */
export async function addToCounts(transaction: Queryable, jobNumber: number, changes: ExecutionCounts): Promise<void> {
  const entries = Object.entries(changes);
  if (entries.length === 0) return;
  await transaction.query(add, [jobNumber, entries.map(([status]) => status), entries.map(([, change]) => change)]);
}

const sum = statement(
  'jobExecutionCount.sum',
  'SELECT status, sum(executions) AS executions FROM job_execution_count WHERE job_number = $1 GROUP BY status',
);

/** The counters of a job; a status without executions may be missing. */
export async function countExecutions(queryable: Queryable, jobNumber: number): Promise<ExecutionCounts> {
  const rows = await queryable.query<{ status: JobExecutionStatus; executions: number }>(sum, [jobNumber]);
  return Object.fromEntries(rows.map((row) => [row.status, row.executions]));
}

const remove = statement('jobExecutionCount.remove', 'DELETE FROM job_execution_count WHERE job_number = $1');

export async function deleteCounts(transaction: Queryable, jobNumber: number): Promise<void> {
  await transaction.query(remove, [jobNumber]);
}

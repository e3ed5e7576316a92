/** Jobs that may be complete. A row is added by whatever may have ended a job, in its own transaction. */
import { type Queryable, statement } from './database.ts';

const add = statement('completionCheck.add', 'INSERT INTO completion_check (job_number) VALUES ($1)');

/** Asks the engine to see whether the job is complete. */
export async function requestCompletionCheck(transaction: Queryable, jobNumber: number): Promise<void> {
  await transaction.query(add, [jobNumber]);
}

const take = statement(
  'completionCheck.take',
  `DELETE FROM completion_check
    WHERE completion_check_id = ANY(ARRAY(
      SELECT completion_check_id FROM completion_check ORDER BY completion_check_id LIMIT $1 FOR UPDATE SKIP LOCKED))
   RETURNING job_number AS "jobNumber"`,
);

/** Takes up to `limit` requests; they come back if the transaction fails. Each job once, in the order of their numbers. */
export async function takeCompletionChecks(transaction: Queryable, limit: number): Promise<number[]> {
  const rows = await transaction.query<{ jobNumber: number }>(take, [limit]);
  return [...new Set(rows.map((row) => row.jobNumber))].sort((a, b) => a - b);
}

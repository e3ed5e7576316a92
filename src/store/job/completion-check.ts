/** Jobs that may be complete. A row is added by whatever may have ended a job, in its own transaction. */
import { type Queryable, statement } from '../database/database.ts';

const add = statement('completionCheck.add', 'INSERT INTO completion_check (job_number, has_ended) VALUES ($1, $2)');

/** Why a job is looked at: only where an execution ended, its abort criteria are. */
export type CheckReason = 'execution ended' | 'nothing ended';

/** Asks the engine to see whether the job is complete, or is to be aborted. */
export async function requestCompletionCheck(
  transaction: Queryable,
  jobNumber: number,
  reason: CheckReason,
): Promise<void> {
  await transaction.query(add, [jobNumber, reason === 'execution ended']);
}

const take = statement(
  'completionCheck.take',
  `DELETE FROM completion_check
    WHERE completion_check_id = ANY(ARRAY(
      SELECT completion_check_id FROM completion_check ORDER BY completion_check_id LIMIT $1 FOR UPDATE SKIP LOCKED))
   RETURNING job_number AS "jobNumber", has_ended AS "hasEnded"`,
);

export interface CompletionCheck {
  readonly jobNumber: number;
  /** Whether an execution has ended. */
  readonly hasEnded: boolean;
}

/** Takes up to `limit` requests; they come back if the transaction fails. Each job once, in the order of their numbers. */
export async function takeCompletionChecks(transaction: Queryable, limit: number): Promise<CompletionCheck[]> {
  const rows = await transaction.query<CompletionCheck>(take, [limit]);
  const checks = new Map<number, boolean>();
  for (const { hasEnded, jobNumber } of rows) checks.set(jobNumber, hasEnded || checks.get(jobNumber) === true);
  return [...checks]
    .map(([jobNumber, hasEnded]) => ({ jobNumber, hasEnded }))
    .sort((a, b) => a.jobNumber - b.jobNumber);
}

/** Ends or deletes executions of a job in chunks, and says what became of each. */
import type { StatusDetails } from '../domain/job-execution/job-execution.ts';
import type { JobExecutionStatus } from '../domain/job-execution/status.ts';
import { type Queryable, statement } from './database.ts';

/** An execution that was ended or deleted, with the status that it had before. */
export interface EndedExecution {
  readonly thingName: string;
  readonly executionNumber: number;
  readonly status: JobExecutionStatus;
  readonly queuedAt: number;
  readonly statusDetails: StatusDetails | null;
}

/**
 * One status is a range of an index, and its rows are then found by their places, so that a chunk reads its own rows and no
 * more, whatever PostgreSQL believes of the rest. Locked in the order of the index, so that two chunks cannot wait for one
 * another.
 */
const places = `ctid = ANY(ARRAY(
  SELECT ctid FROM job_execution
   WHERE job_number = $1 AND status = $2
   ORDER BY queued_at, thing_name, execution_number
   LIMIT $3
     FOR UPDATE))`;
const ended = `thing_name AS "thingName", execution_number AS "executionNumber", $2 AS status, queued_at AS "queuedAt",
     status_details AS "statusDetails"`;

const cancel = statement(
  'endingExecutions.cancel',
  `UPDATE job_execution
      SET status = 'CANCELED', version_number = version_number + 1, last_updated_at = $4, force_canceled = $5,
          in_progress_timeout_at = NULL, timeout_at = NULL
    WHERE ${places}
   RETURNING ${ended}`,
);

/** Cancels up to `limit` executions that are in one of these statuses. */
export function cancelExecutions(
  transaction: Queryable,
  jobNumber: number,
  statuses: readonly JobExecutionStatus[],
  limit: number,
  now: number,
  force: boolean,
): Promise<EndedExecution[]> {
  return upTo(limit, statuses, (status, left) =>
    transaction.query<EndedExecution>(cancel, [jobNumber, status, left, now, force]),
  );
}

const remove = statement('endingExecutions.remove', `DELETE FROM job_execution WHERE ${places} RETURNING ${ended}`);

/** Deletes up to `limit` executions that are in one of these statuses. */
export function deleteExecutions(
  transaction: Queryable,
  jobNumber: number,
  statuses: readonly JobExecutionStatus[],
  limit: number,
): Promise<EndedExecution[]> {
  return upTo(limit, statuses, (status, left) => transaction.query<EndedExecution>(remove, [jobNumber, status, left]));
}

/** Takes from one status after the other until there are enough. */
async function upTo(
  limit: number,
  statuses: readonly JobExecutionStatus[],
  take: (status: JobExecutionStatus, left: number) => Promise<EndedExecution[]>,
): Promise<EndedExecution[]> {
  const taken: EndedExecution[] = [];
  for (const status of statuses) {
    if (taken.length >= limit) break;
    for (const execution of await take(status, limit - taken.length)) taken.push(execution);
  }
  return taken;
}

const any = statement(
  'endingExecutions.any',
  `SELECT 1 AS found
     FROM unnest($2::text[]) AS s (status)
    CROSS JOIN LATERAL (
      SELECT 1 FROM job_execution WHERE job_number = $1 AND status = s.status ORDER BY queued_at LIMIT 1) e
    LIMIT 1`,
);

/**
 * Whether the job has an execution in one of these statuses. To be asked before work is called done: a chunk passes over
 * an execution that a device changed while the chunk waited for it.
 */
export async function hasExecutions(
  transaction: Queryable,
  jobNumber: number,
  statuses: readonly JobExecutionStatus[],
): Promise<boolean> {
  return (await transaction.query(any, [jobNumber, statuses])).length > 0;
}

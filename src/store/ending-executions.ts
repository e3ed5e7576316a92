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

/** Locked in the order of the index, so that two chunks cannot wait for one another. */
const locked = `
  SELECT ctid, status AS before FROM job_execution
   WHERE job_number = $1 AND status = ANY($2::text[])
   ORDER BY status, queued_at, thing_name, execution_number
   LIMIT $3
   FOR UPDATE`;

const cancel = statement(
  'endingExecutions.cancel',
  `WITH ended AS MATERIALIZED (${locked})
   UPDATE job_execution e
      SET status = 'CANCELED', version_number = e.version_number + 1, last_updated_at = $4, force_canceled = $5,
          in_progress_timeout_at = NULL, timeout_at = NULL
     FROM ended
    WHERE e.ctid = ended.ctid
   RETURNING e.thing_name AS "thingName", e.execution_number AS "executionNumber", ended.before AS status,
     e.queued_at AS "queuedAt", e.status_details AS "statusDetails"`,
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
  return transaction.query<EndedExecution>(cancel, [jobNumber, statuses, limit, now, force]);
}

const remove = statement(
  'endingExecutions.remove',
  `DELETE FROM job_execution
    WHERE ctid = ANY(ARRAY(SELECT ctid FROM (${locked}) ended))
   RETURNING thing_name AS "thingName", execution_number AS "executionNumber", status, queued_at AS "queuedAt",
     status_details AS "statusDetails"`,
);

/** Deletes up to `limit` executions that are in one of these statuses. */
export function deleteExecutions(
  transaction: Queryable,
  jobNumber: number,
  statuses: readonly JobExecutionStatus[],
  limit: number,
): Promise<EndedExecution[]> {
  return transaction.query<EndedExecution>(remove, [jobNumber, statuses, limit]);
}

const any = statement(
  'endingExecutions.any',
  'SELECT 1 AS found FROM job_execution WHERE job_number = $1 AND status = ANY($2::text[]) LIMIT 1',
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

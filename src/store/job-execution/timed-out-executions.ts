/** Executions whose timer ran out. */
import { type Queryable, statement } from '../database/database.ts';
import type { EndedExecution } from './ending-executions.ts';

export interface TimedOutExecution extends EndedExecution {
  readonly jobNumber: number;
  readonly jobId: string;
  readonly namespaceId: string | null;
  readonly mirrorNamespaceId: string | null;
  readonly retryAttempt: number;
  readonly retriesOfFailure: number;
}

const timeOut = statement(
  'timedOutExecutions.end',
  `WITH due AS MATERIALIZED (
     SELECT ctid, status AS before FROM job_execution
      WHERE timeout_at <= $1
      ORDER BY timeout_at
      LIMIT $2
      FOR UPDATE SKIP LOCKED
   )
   UPDATE job_execution e
      SET status = 'TIMED_OUT', version_number = e.version_number + 1, last_updated_at = $1,
          in_progress_timeout_at = NULL, timeout_at = NULL
     FROM due, job j
    WHERE e.ctid = due.ctid AND j.job_number = e.job_number AND e.status = 'IN_PROGRESS'
   RETURNING e.thing_name AS "thingName", e.job_number AS "jobNumber", e.execution_number AS "executionNumber",
     due.before AS status, e.queued_at AS "queuedAt", e.status_details AS "statusDetails", j.job_id AS "jobId",
     j.namespace_id AS "namespaceId", j.mirror_namespace_id AS "mirrorNamespaceId", e.retry_attempt AS "retryAttempt",
     e.retries_of_failure AS "retriesOfFailure"`,
);

/** Ends up to `limit` executions whose timer ran out by `now`, the longest overdue first. */
export function timeOutExecutions(transaction: Queryable, now: number, limit: number): Promise<TimedOutExecution[]> {
  return transaction.query<TimedOutExecution>(timeOut, [now, limit]);
}

const next = statement(
  'timedOutExecutions.next',
  'SELECT timeout_at AS at FROM job_execution WHERE timeout_at IS NOT NULL ORDER BY timeout_at LIMIT 1',
);

/** When the next timer runs out; null without any. */
export async function nextTimeout(queryable: Queryable): Promise<number | null> {
  return (await queryable.query<{ at: number }>(next))[0]?.at ?? null;
}

/** Jobs whose schedule has something to do, and what that depends on. */
import type { QueuedPosition } from '../../domain/announcement.ts';
import { type Queryable, statement } from '../database/database.ts';

const due = statement(
  'jobSchedule.due',
  `SELECT job_number AS "jobNumber" FROM job
    WHERE schedule_due_at <= $1 ORDER BY schedule_due_at, job_number LIMIT $2`,
);

/** The jobs whose schedules are due, in the order of their due times. */
export async function findDueSchedules(queryable: Queryable, now: number, limit: number): Promise<number[]> {
  return (await queryable.query<{ jobNumber: number }>(due, [now, limit])).map((row) => row.jobNumber);
}

const next = statement(
  'jobSchedule.next',
  'SELECT schedule_due_at AS at FROM job WHERE schedule_due_at IS NOT NULL ORDER BY schedule_due_at LIMIT 1',
);

/** When the next schedule is due; null without any. */
export async function nextScheduleDue(queryable: Queryable): Promise<number | null> {
  return (await queryable.query<{ at: number }>(next))[0]?.at ?? null;
}

const concurrent = statement(
  'jobSchedule.concurrent',
  `SELECT count(*) AS jobs FROM (SELECT 1 FROM job WHERE work IN ('ROLLOUT', 'CANCELLATION') LIMIT $1) found`,
);

/** How many jobs roll out or cancel, counted no further than `limit`. */
export async function countConcurrentJobs(queryable: Queryable, limit: number): Promise<number> {
  return (await queryable.query<{ jobs: number }>(concurrent, [limit]))[0]?.jobs ?? 0;
}

const hiding = statement(
  'jobSchedule.hiding',
  `SELECT job_number AS "jobNumber" FROM job WHERE job_number = ANY($1::bigint[]) AND status = 'SCHEDULED'`,
);

/** Those of these jobs whose queued executions are hidden from devices at the moment. */
export async function findHidingJobs(
  queryable: Queryable,
  jobNumbers: readonly number[],
): Promise<ReadonlySet<number>> {
  return new Set((await queryable.query<{ jobNumber: number }>(hiding, [jobNumbers])).map((row) => row.jobNumber));
}

const queued = statement(
  'jobSchedule.queued',
  `SELECT thing_name AS "thingName", execution_number AS "executionNumber", queued_at AS "queuedAt"
     FROM job_execution
    WHERE job_number = $1 AND status = 'QUEUED' AND (queued_at, thing_name, execution_number) > ($2, $3, $4)
      AND last_updated_at <= $6
    ORDER BY queued_at, thing_name, execution_number LIMIT $5`,
);

export interface QueuedExecution {
  readonly thingName: string;
  readonly executionNumber: number;
  readonly queuedAt: number;
}

/** The next queued executions of a job that were made until `at`, after a position in the order of their queueing. */
export function findQueuedExecutions(
  queryable: Queryable,
  jobNumber: number,
  after: QueuedPosition,
  at: number,
  limit: number,
): Promise<QueuedExecution[]> {
  return queryable.query<QueuedExecution>(queued, [jobNumber, ...after, limit, at]);
}

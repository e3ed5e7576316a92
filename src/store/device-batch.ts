/**
 * The hot path: one READ for all requests of a batch, one WRITE for all changes of it. Things are never joined with one
 * another; `job` is small and the same for all. A batch holds each thing at most once.
 */
import type { Announcement } from '../domain/announcement.ts';
import type { JobExecution } from '../domain/job-execution/job-execution.ts';
import type { Retry } from '../domain/job-execution/retry.ts';
import type { JobExecutionStatus } from '../domain/job-execution/status.ts';
import type { PendingElement } from '../domain/pending-list.ts';
import { isWorthAnotherAttempt, jsonOrNull, type Queryable, statement } from './database.ts';
import { type ExecutionOfJob, executionColumns, jobOfExecutionColumns } from './job-execution-row.ts';
import { executionsWithJob, offered, pendingOrder } from './offered.ts';

/** What a request needs to see: an execution of a job that it names, or else the first of the thing's pending list. */
export interface DeviceRead {
  readonly thingName: string;
  /** null: the first of the pending list. */
  readonly jobId: string | null;
  /** null: the latest one. */
  readonly executionNumber: number | null;
}

export interface DeviceView {
  readonly thingExists: boolean;
  /** Whether executions that end give events. */
  readonly eventsEnabled: boolean;
  /** What was asked for; null if it does not exist. */
  readonly execution: ExecutionOfJob | null;
  /** The first of the pending list; null if the list is empty. */
  readonly first: PendingElement | null;
}

/**
 * Mostly the execution that a request names is the first of its thing's list. Only where it is not, the other one is looked
 * for; it comes as JSON, so that the many rows without one stay narrow.
 */
const read = statement(
  'deviceBatch.read',
  `SELECT t.thing_name IS NOT NULL AS "thingExists", f.*,
          (SELECT enabled FROM event_configuration WHERE event_type = 'JOB_EXECUTION') AS "eventsEnabled",
          to_json(n) AS "other"
     FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS r (thing_name, job_id, execution_number, i)
     LEFT JOIN thing t ON t.thing_name = r.thing_name
     LEFT JOIN LATERAL (
       SELECT ${executionColumns}, ${jobOfExecutionColumns}
         FROM ${executionsWithJob}
        WHERE e.thing_name = r.thing_name AND ${offered}
        ORDER BY ${pendingOrder}
        LIMIT 1
     ) f ON true
     LEFT JOIN LATERAL (
       SELECT ${executionColumns}, ${jobOfExecutionColumns}
         FROM job j JOIN job_execution e ON e.job_number = j.job_number
        WHERE (f."jobId" IS DISTINCT FROM r.job_id OR f."executionNumber" <> r.execution_number)
          AND j.job_id = r.job_id AND j.status <> 'DELETION_IN_PROGRESS' AND e.thing_name = r.thing_name
          AND (r.execution_number IS NULL OR e.execution_number = r.execution_number)
        ORDER BY e.execution_number DESC
        LIMIT 1
     ) n ON true
    ORDER BY r.i`,
);

type ReadRow = ExecutionOfJob & {
  readonly thingExists: boolean;
  readonly eventsEnabled: boolean | null;
  readonly other: ExecutionOfJob | null;
};

/** Answers each read in its place. */
export async function readDeviceBatch(queryable: Queryable, reads: readonly DeviceRead[]): Promise<DeviceView[]> {
  const rows = await queryable.query<ReadRow>(read, [
    reads.map((request) => request.thingName),
    reads.map((request) => request.jobId),
    reads.map((request) => request.executionNumber),
  ]);
  return rows.map((row, index) => {
    const { other, thingExists } = row;
    // The columns of an outer join that found nothing are all null.
    const first = row.jobNumber === null ? null : row;
    const asked = reads[index];
    const execution = asked === undefined || isAskedFor(asked, first) ? first : other;
    return {
      thingExists,
      eventsEnabled: row.eventsEnabled === true,
      execution,
      first: first === null ? null : elementOf(first),
    };
  });
}

/** Whether the first of the list is what was asked for: an execution that is pending is the latest one of its job. */
function isAskedFor({ executionNumber, jobId }: DeviceRead, first: ExecutionOfJob | null): boolean {
  if (jobId === null) return true;
  if (first === null || first.jobId !== jobId) return false;
  return executionNumber === null || executionNumber === first.executionNumber;
}

/** An execution that is known to be pending, as an element of its thing's list. */
export function elementOf(execution: ExecutionOfJob): PendingElement {
  return {
    jobId: execution.jobId,
    jobNumber: execution.jobNumber,
    executionNumber: execution.executionNumber,
    namespaceId: execution.namespaceId ?? undefined,
    status: execution.status === 'IN_PROGRESS' ? 'IN_PROGRESS' : 'QUEUED',
    queuedAt: execution.queuedAt,
    startedAt: execution.startedAt,
  };
}

/** The new state of an execution, saved only if it still is what the decision was made on. */
export interface DeviceWrite {
  readonly before: JobExecution;
  readonly after: JobExecution;
  /** Queued in the same statement, unless the job is over by then. */
  readonly retry?: Retry | undefined;
  readonly announcements: readonly Announcement[];
}

const write = statement(
  'deviceBatch.write',
  `WITH input AS (
     SELECT *
       FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::json[],
                   $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[], $15::bigint[], $16::int[], $17::int[], $18::bigint[])
              WITH ORDINALITY AS r (thing_name, job_number, execution_number, old_status, old_version, status,
                version_number, status_details, started_at, last_updated_at, in_progress_timeout_at, timeout_at,
                announcements, retry_number, retry_attempt, retries_of_failure, retry_queued_at, i)
   ), updated AS (
     UPDATE job_execution e
        SET status = r.status, version_number = r.version_number, status_details = r.status_details,
            started_at = r.started_at, last_updated_at = r.last_updated_at,
            in_progress_timeout_at = r.in_progress_timeout_at, timeout_at = r.timeout_at
       FROM input r
      WHERE e.thing_name = r.thing_name AND e.job_number = r.job_number AND e.execution_number = r.execution_number
        AND e.version_number = r.old_version AND e.status = r.old_status
     RETURNING r.*
   ), retried AS (
     -- The job cannot be deleted under a retry. One that is being cancelled gets it cancelled by its completion check.
     INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt,
       retries_of_failure, force_canceled, queued_at, last_updated_at)
     SELECT u.thing_name, u.job_number, u.retry_number, 'QUEUED', 1, u.retry_attempt, u.retries_of_failure, false,
            u.retry_queued_at, u.last_updated_at
       FROM updated u JOIN job j ON j.job_number = u.job_number
      WHERE u.retry_number IS NOT NULL AND j.status IN ('IN_PROGRESS', 'SCHEDULED')
        AND j.schedule_phase IS DISTINCT FROM 'ENDED'
        FOR KEY SHARE OF j
     ON CONFLICT DO NOTHING
     RETURNING job_number
   ), counted AS (
     INSERT INTO job_execution_count AS c (job_number, status, lane, executions)
     SELECT job_number, status, $14, sum(change)
       FROM (SELECT job_number, old_status AS status, -1 AS change FROM updated WHERE old_status <> status
             UNION ALL
             SELECT job_number, status, 1 FROM updated WHERE old_status <> status
             UNION ALL
             SELECT job_number, 'QUEUED', 1 FROM retried) changes
      GROUP BY job_number, status
      ORDER BY job_number, status
     ON CONFLICT (job_number, status, lane) DO UPDATE SET executions = c.executions + EXCLUDED.executions
   ), finished AS (
     INSERT INTO completion_check (job_number)
     SELECT DISTINCT job_number FROM updated WHERE status NOT IN ('IN_PROGRESS', 'QUEUED')
   ), announced AS (
     INSERT INTO announcement (body)
     -- Each item brings its announcements as the inside of an array; text is joined faster than JSON is taken apart.
     SELECT ('[' || string_agg(u.announcements, ',' ORDER BY u.i) || ']')::json FROM updated u
     HAVING count(u.announcements) > 0
     RETURNING announcement_id
   )
   SELECT u.i::int AS position, a.announcement_id AS "announcementId" FROM updated u LEFT JOIN announced a ON true`,
);

interface WrittenRow {
  readonly position: number;
  readonly announcementId: number | null;
}

export interface DeviceWriteResult {
  /** The positions of the writes that were saved; the others lost a race. */
  readonly saved: ReadonlySet<number>;
  /** The row that holds the announcements of the saved ones, if there are any. */
  readonly announcementId: number | null;
}

/** A deadlock with the engine undoes the whole statement: every write of it lost its race. */
async function writeOrLose(queryable: Queryable, values: readonly unknown[]): Promise<WrittenRow[]> {
  try {
    return await queryable.query<WrittenRow>(write, values);
  } catch (error) {
    if (isWorthAnotherAttempt(error)) return [];
    throw error;
  }
}

/** Saves what still holds. `lane` is the counter lane of the caller: no two callers at a time share one. */
export async function writeDeviceBatch(
  queryable: Queryable,
  writes: readonly DeviceWrite[],
  lane: number,
): Promise<DeviceWriteResult> {
  const values = [
    writes.map(({ before }) => before.thingName),
    writes.map(({ before }) => before.jobNumber),
    writes.map(({ before }) => before.executionNumber),
    writes.map(({ before }): JobExecutionStatus => before.status),
    writes.map(({ before }) => before.versionNumber),
    writes.map(({ after }): JobExecutionStatus => after.status),
    writes.map(({ after }) => after.versionNumber),
    writes.map(({ after }) => jsonOrNull(after.statusDetails)),
    writes.map(({ after }) => after.startedAt),
    writes.map(({ after }) => after.lastUpdatedAt),
    writes.map(({ after }) => after.inProgressTimeoutAt),
    writes.map(({ after }) => after.timeoutAt),
    writes.map(({ announcements }) => (announcements.length === 0 ? null : JSON.stringify(announcements).slice(1, -1))),
    lane,
    writes.map(({ retry }) => retry?.executionNumber ?? null),
    writes.map(({ retry }) => retry?.retryAttempt ?? null),
    writes.map(({ retry }) => retry?.retriesOfFailure ?? null),
    writes.map(({ retry }) => retry?.queuedAt ?? null),
  ];
  const rows = await writeOrLose(queryable, values);
  return {
    saved: new Set(rows.map((row) => row.position - 1)),
    announcementId: rows[0]?.announcementId ?? null,
  };
}

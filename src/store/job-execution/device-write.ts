/** The hot path: one WRITE for all changes of a batch, which saves only what still is what was decided on. */
import type { Announcement } from '../../domain/announcement.ts';
import type { JobExecution } from '../../domain/job-execution/job-execution.ts';
import type { Retry } from '../../domain/job-execution/retry.ts';
import { joinTexts, numberArray, textsOf } from '../database/array-parameter.ts';
import { isWorthAnotherAttempt, jsonOrNull, type Queryable, type Statement, statement } from '../database/database.ts';

/** The new state of an execution, saved only if it still is what the decision was made on. */
export interface DeviceWrite {
  readonly before: JobExecution;
  readonly after: JobExecution;
  /**
   * Of a decision on what was seen earlier: it counts only if the job's row still has this version. The end of a thing is an
   * end of its executions, too, and shows in their versions. null for a decision on what was just read.
   */
  readonly jobRowVersion: string | null;
  /** Queued in the same statement, unless the job is over by then. */
  readonly retry?: Retry | undefined;
  readonly announcements: readonly Announcement[];
}

export interface DeviceWriteOptions {
  /** The counter lane of the caller: no two callers at a time share one. */
  readonly lane: number;
  /** Whether events were on for decisions on what was seen earlier: they count only if they still are, or still are not. */
  readonly eventsEnabled: boolean;
}

const RETRY_COLUMNS = {
  types: ', $17::bigint[], $18::int[], $19::int[], $20::bigint[]',
  names: ', retry_number, retry_attempt, retries_of_failure, retry_queued_at',
  returned:
    ', r.thing_name, r.last_updated_at, r.retry_number, r.retry_attempt, r.retries_of_failure, r.retry_queued_at',
};
const NO_COLUMNS = { types: '', names: '', returned: '' };

const RETRIES_COUNTED = "UNION ALL SELECT job_number, 'QUEUED', 1 FROM retried";

/** Few batches have a retry in them, and the others need not carry the columns of one. */
function writeStatement(name: string, withRetries: boolean): Statement {
  const { names, returned, types } = withRetries ? RETRY_COLUMNS : NO_COLUMNS;
  // Scalar questions rather than EXISTS, which PostgreSQL may answer by reading the whole table once.
  return statement(
    name,
    `WITH input AS (
       SELECT *
         FROM unnest(${textsOf('$3')}, $4::bigint[], $5::bigint[], ${textsOf('$6')}, $7::bigint[], ${textsOf('$8')},
                     $9::bigint[], ${textsOf('$10')}::json[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[],
                     ${textsOf('$15')}, $16::xid[]${types})
                WITH ORDINALITY AS r (thing_name, job_number, execution_number, old_status, old_version, status,
                  version_number, status_details, started_at, last_updated_at, in_progress_timeout_at, timeout_at,
                  announcements, job_row_version${names}, i)
     ), updated AS (
       UPDATE job_execution e
          SET status = r.status, version_number = r.version_number, status_details = r.status_details,
              started_at = r.started_at, last_updated_at = r.last_updated_at,
              in_progress_timeout_at = r.in_progress_timeout_at, timeout_at = r.timeout_at
         FROM input r
        WHERE e.thing_name = r.thing_name AND e.job_number = r.job_number AND e.execution_number = r.execution_number
          AND e.version_number = r.old_version AND e.status = r.old_status
          AND (r.job_row_version IS NULL
            OR ((SELECT j.xmin FROM job j WHERE j.job_number = r.job_number) = r.job_row_version
              AND coalesce((SELECT enabled FROM event_configuration WHERE event_type = 'JOB_EXECUTION'), false) = $2))
       RETURNING r.i, r.job_number, r.old_status, r.status, r.announcements${returned}
     ), ${withRetries ? retried : ''}counted AS (
       INSERT INTO job_execution_count AS c (job_number, status, lane, executions)
       SELECT job_number, status, $1, sum(change)
         FROM (SELECT job_number, old_status AS status, -1 AS change FROM updated WHERE old_status <> status
               UNION ALL
               SELECT job_number, status, 1 FROM updated WHERE old_status <> status
               ${withRetries ? RETRIES_COUNTED : ''}) changes
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
     -- One row for all: a row for each is more work on both sides.
     SELECT string_agg(i::text, ',') AS places, (SELECT announcement_id FROM announced) AS "announcementId" FROM updated`,
  );
}

/** The job cannot be deleted under a retry. One that is being cancelled gets it cancelled by its completion check. */
const retried = `retried AS (
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
     ), `;

const write = writeStatement('deviceBatch.write', false);
const writeWithRetries = writeStatement('deviceBatch.writeWithRetries', true);

interface WrittenRow {
  /** Counted from 1; null if nothing was saved. */
  readonly places: string | null;
  readonly announcementId: number | null;
}

export interface DeviceWriteResult {
  /** The positions of the writes that were saved; the others lost a race. */
  readonly saved: ReadonlySet<number>;
  /** The row that holds the announcements of the saved ones, if there are any. */
  readonly announcementId: number | null;
}

/** Saves what still holds. A deadlock with the engine undoes the whole statement: every write of it lost its race. */
export async function writeDeviceBatch(
  queryable: Queryable,
  writes: readonly DeviceWrite[],
  { eventsEnabled, lane }: DeviceWriteOptions,
): Promise<DeviceWriteResult> {
  const hasRetries = writes.some(({ retry }) => retry !== undefined);
  const values = [
    lane,
    eventsEnabled,
    joinTexts(writes.map(({ before }) => before.thingName)),
    numberArray(writes.map(({ before }) => before.jobNumber)),
    numberArray(writes.map(({ before }) => before.executionNumber)),
    joinTexts(writes.map(({ before }) => before.status)),
    numberArray(writes.map(({ before }) => before.versionNumber)),
    joinTexts(writes.map(({ after }) => after.status)),
    numberArray(writes.map(({ after }) => after.versionNumber)),
    joinTexts(writes.map(({ after }) => jsonOrNull(after.statusDetails))),
    numberArray(writes.map(({ after }) => after.startedAt)),
    numberArray(writes.map(({ after }) => after.lastUpdatedAt)),
    numberArray(writes.map(({ after }) => after.inProgressTimeoutAt)),
    numberArray(writes.map(({ after }) => after.timeoutAt)),
    joinTexts(writes.map(({ announcements }) => insideOf(announcements))),
    numberArray(writes.map(({ jobRowVersion }) => jobRowVersion)),
    ...(hasRetries ? retryValues(writes) : []),
  ];
  const [row] = await queryable
    .query<WrittenRow>(hasRetries ? writeWithRetries : write, values)
    .catch((error: unknown): WrittenRow[] => {
      if (isWorthAnotherAttempt(error)) return [];
      throw error;
    });
  const places = row?.places?.split(',') ?? [];
  return {
    saved: new Set(places.map((place) => Number(place) - 1)),
    announcementId: row?.announcementId ?? null,
  };
}

/** The inside of a JSON array; null if it is empty. */
function insideOf(announcements: readonly Announcement[]): string | null {
  return announcements.length === 0 ? null : JSON.stringify(announcements).slice(1, -1);
}

function retryValues(writes: readonly DeviceWrite[]): readonly string[] {
  return [
    numberArray(writes.map(({ retry }) => retry?.executionNumber ?? null)),
    numberArray(writes.map(({ retry }) => retry?.retryAttempt ?? null)),
    numberArray(writes.map(({ retry }) => retry?.retriesOfFailure ?? null)),
    numberArray(writes.map(({ retry }) => retry?.queuedAt ?? null)),
  ];
}

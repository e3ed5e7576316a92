/**
 * The hot path: one READ for all requests of a batch, here, and one WRITE for all changes of it, in `device-write.ts`. Things
 * are never joined with one another; `job` is small and the same for all. A batch holds each thing at most once.
 */
import type { PendingElement } from '../../domain/pending-list.ts';
import { joinTexts, numberArray, textsOf } from '../database/array-parameter.ts';
import { type Queryable, statement } from '../database/database.ts';
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
  /** The version of the job's row, if what was asked for is the first of the list; it changes with the job. */
  readonly jobRowVersion: string | null;
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
     FROM unnest(${textsOf('$1')}, ${textsOf('$2')}, $3::bigint[]) WITH ORDINALITY AS r (thing_name, job_id, execution_number, i)
     LEFT JOIN thing t ON t.thing_name = r.thing_name
     LEFT JOIN LATERAL (
       SELECT ${executionColumns}, ${jobOfExecutionColumns}, j.row_version AS "jobRowVersion"
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
  /** Of the first of the list. */
  readonly jobRowVersion: string | null;
  readonly other: ExecutionOfJob | null;
};

/** Answers each read in its place. */
export async function readDeviceBatch(queryable: Queryable, reads: readonly DeviceRead[]): Promise<DeviceView[]> {
  const rows = await queryable.query<ReadRow>(read, [
    joinTexts(reads.map((request) => request.thingName)),
    joinTexts(reads.map((request) => request.jobId)),
    numberArray(reads.map((request) => request.executionNumber)),
  ]);
  return rows.map((row, index) => {
    const { other, thingExists } = row;
    // The columns of an outer join that found nothing are all null.
    const first = row.jobNumber === null ? null : row;
    const asked = reads[index];
    const isFirst = asked === undefined || isAskedFor(asked, first);
    return {
      thingExists,
      eventsEnabled: row.eventsEnabled === true,
      execution: isFirst ? first : other,
      first: first === null ? null : elementOf(first),
      jobRowVersion: isFirst ? row.jobRowVersion : null,
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

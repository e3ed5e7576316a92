/** Ends or deletes executions of a job in chunks, and says what became of each. */
import type { StatusDetails } from '../../domain/job-execution/job-execution.ts';
import type { JobExecutionStatus } from '../../domain/job-execution/status.ts';
import { type Queryable, statement } from '../database/database.ts';

/** An execution that was ended or deleted, with the status that it had before. */
export interface EndedExecution {
  readonly thingName: string;
  readonly executionNumber: number;
  readonly status: JobExecutionStatus;
  readonly queuedAt: number;
  readonly statusDetails: StatusDetails | null;
}

/** Where in the order of the index a chunk ended. */
export type EndedUpTo = Pick<EndedExecution, 'status' | 'queuedAt' | 'thingName' | 'executionNumber'>;

export interface Ended {
  readonly executions: readonly EndedExecution[];
  /** Where the next chunk is to go on, so that it does not step over the remains of this one; undefined if there was nothing. */
  readonly upTo: EndedUpTo | undefined;
}

/**
 * One status is a range of an index, and its rows are then found by their places, so that a chunk reads its own rows and no
 * more, whatever PostgreSQL believes of the rest. Locked in the order of the index, so that two chunks cannot wait for one
 * another.
 */
const places = `ctid = ANY(ARRAY(
  SELECT ctid FROM job_execution
   WHERE job_number = $1 AND status = $2 AND (queued_at, thing_name, execution_number) > ($4, $5, $6)
   ORDER BY queued_at, thing_name, execution_number
   LIMIT $3
     FOR UPDATE))`;
const ended = `thing_name AS "thingName", execution_number AS "executionNumber", $2 AS status, queued_at AS "queuedAt",
     status_details AS "statusDetails"`;

const cancel = statement(
  'endingExecutions.cancel',
  `UPDATE job_execution
      SET status = 'CANCELED', version_number = version_number + 1, last_updated_at = $7, force_canceled = $8,
          in_progress_timeout_at = NULL, timeout_at = NULL
    WHERE ${places}
   RETURNING ${ended}`,
);

/** Cancels up to `limit` executions that are in one of these statuses, from where an earlier chunk ended. */
export function cancelExecutions(
  transaction: Queryable,
  jobNumber: number,
  statuses: readonly JobExecutionStatus[],
  limit: number,
  after: EndedUpTo | undefined,
  now: number,
  force: boolean,
): Promise<Ended> {
  return endUpTo(limit, statuses, after, (status, left, place) =>
    transaction.query<EndedExecution>(cancel, [jobNumber, status, left, ...place, now, force]),
  );
}

const remove = statement('endingExecutions.remove', `DELETE FROM job_execution WHERE ${places} RETURNING ${ended}`);

/** Deletes up to `limit` executions that are in one of these statuses, from where an earlier chunk ended. */
export function deleteExecutions(
  transaction: Queryable,
  jobNumber: number,
  statuses: readonly JobExecutionStatus[],
  limit: number,
  after: EndedUpTo | undefined,
): Promise<Ended> {
  return endUpTo(limit, statuses, after, (status, left, place) =>
    transaction.query<EndedExecution>(remove, [jobNumber, status, left, ...place]),
  );
}

const BEFORE_ALL = [-1, '', 0] as const;

/** Takes from one status after the other until there are enough. */
async function endUpTo(
  limit: number,
  statuses: readonly JobExecutionStatus[],
  after: EndedUpTo | undefined,
  take: (status: JobExecutionStatus, left: number, place: readonly unknown[]) => Promise<EndedExecution[]>,
): Promise<Ended> {
  const executions: EndedExecution[] = [];
  let upTo = after;
  for (const status of statuses.slice(after === undefined ? 0 : statuses.indexOf(after.status))) {
    if (executions.length >= limit) break;
    const place = status === after?.status ? [after.queuedAt, after.thingName, after.executionNumber] : BEFORE_ALL;
    for (const execution of await take(status, limit - executions.length, place)) {
      executions.push(execution);
      if (upTo?.status !== status || isBefore(upTo, execution)) upTo = execution;
    }
  }
  return { executions, upTo: executions.length === 0 ? undefined : upTo };
}

/** In the order of the index; they come in the order of their places. */
function isBefore(a: EndedUpTo, b: EndedUpTo): boolean {
  if (a.queuedAt !== b.queuedAt) return a.queuedAt < b.queuedAt;
  if (a.thingName !== b.thingName) return a.thingName < b.thingName;
  return a.executionNumber < b.executionNumber;
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

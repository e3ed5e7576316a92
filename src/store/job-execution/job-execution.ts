/** Job executions as operators see and change them: one at a time, and in lists. */
import type { JobExecution } from '../../domain/job-execution/job-execution.ts';
import { type JobExecutionStatus, jobExecutionStatuses } from '../../domain/job-execution/status.ts';
import { jsonOrNull, type Queryable, statement } from '../database/database.ts';
import { executionColumns } from './job-execution-row.ts';

const one = `SELECT ${executionColumns}
   FROM job_execution e
  WHERE e.thing_name = $1 AND e.job_number = $2 AND ($3::bigint IS NULL OR e.execution_number = $3)
  ORDER BY e.execution_number DESC
  LIMIT 1`;
const find = statement('jobExecution.find', one);
const findLocked = statement('jobExecution.findLocked', `${one} FOR UPDATE`);

/** An execution of a job on a thing: the one of this number, or the latest. */
export async function findExecution(
  queryable: Queryable,
  thingName: string,
  jobNumber: number,
  executionNumber?: number,
): Promise<JobExecution | undefined> {
  return (await queryable.query<JobExecution>(find, [thingName, jobNumber, executionNumber ?? null]))[0];
}

/** The same, locked until the transaction ends. */
export async function lockExecution(
  transaction: Queryable,
  thingName: string,
  jobNumber: number,
  executionNumber?: number,
): Promise<JobExecution | undefined> {
  return (await transaction.query<JobExecution>(findLocked, [thingName, jobNumber, executionNumber ?? null]))[0];
}

const save = statement(
  'jobExecution.save',
  `UPDATE job_execution
      SET status = $4, version_number = $5, force_canceled = $6, status_details = $7, last_updated_at = $8,
          in_progress_timeout_at = $9, timeout_at = $10
    WHERE thing_name = $1 AND job_number = $2 AND execution_number = $3`,
);

/** Saves an execution that this transaction has locked. */
export async function saveExecution(transaction: Queryable, execution: JobExecution): Promise<void> {
  await transaction.query(save, [
    execution.thingName,
    execution.jobNumber,
    execution.executionNumber,
    execution.status,
    execution.versionNumber,
    execution.forceCanceled,
    jsonOrNull(execution.statusDetails),
    execution.lastUpdatedAt,
    execution.inProgressTimeoutAt,
    execution.timeoutAt,
  ]);
}

const rememberDeletion = statement(
  'jobExecution.rememberDeletion',
  'INSERT INTO deleted_job_execution (job_number, thing_name) VALUES ($1, $2) ON CONFLICT DO NOTHING',
);
const forgetDeletions = statement(
  'jobExecution.forgetDeletions',
  'DELETE FROM deleted_job_execution WHERE job_number = $1',
);
const remove = statement(
  'jobExecution.remove',
  'DELETE FROM job_execution WHERE thing_name = $1 AND job_number = $2 AND execution_number = $3',
);

/** Deletes one execution that this transaction has locked. */
export async function deleteExecution(transaction: Queryable, execution: JobExecution): Promise<void> {
  await transaction.query(remove, [execution.thingName, execution.jobNumber, execution.executionNumber]);
}

/** Lets a job make no other execution in the place of one that is deleted. */
export async function rememberDeletedExecution(transaction: Queryable, execution: JobExecution): Promise<void> {
  await transaction.query(rememberDeletion, [execution.jobNumber, execution.thingName]);
}

/** Forgets of which things executions of a job were deleted. */
export async function forgetDeletedExecutions(transaction: Queryable, jobNumber: number): Promise<void> {
  await transaction.query(forgetDeletions, [jobNumber]);
}

/** Where a page of a job's list ends: queuedAt, thing name, execution number. */
export type JobListPosition = readonly [queuedAt: number, thingName: string, executionNumber: number];

/** Each status has its own range of the index, so a page of all is the first rows of each, sorted. */
const range = (status: string) => `
  (SELECT * FROM job_execution
    WHERE job_number = $1 AND status = ${status} AND (queued_at, thing_name, execution_number) > ($2, $3, $4)
    ORDER BY queued_at, thing_name, execution_number
    LIMIT $5)`;
const inJobOrder = 'ORDER BY e.queued_at, e.thing_name, e.execution_number LIMIT $5';

const listOfJob = statement(
  'jobExecution.listOfJob',
  `SELECT ${executionColumns}
     FROM (${jobExecutionStatuses.map((status) => range(`'${status}'`)).join(' UNION ALL ')}) e
    ${inJobOrder}`,
);
const listOfJobInStatus = statement(
  'jobExecution.listOfJobInStatus',
  `SELECT ${executionColumns} FROM (${range('$6')}) e ${inJobOrder}`,
);

/** The executions of a job, the first queued first, after the given position. */
export function listExecutionsOfJob(
  queryable: Queryable,
  jobNumber: number,
  status: JobExecutionStatus | undefined,
  after: JobListPosition | undefined,
  limit: number,
): Promise<JobExecution[]> {
  const values = [jobNumber, ...(after ?? [-1, '', 0]), limit];
  if (status === undefined) return queryable.query<JobExecution>(listOfJob, values);
  return queryable.query<JobExecution>(listOfJobInStatus, [...values, status]);
}

/** Where a page of a thing's list ends: queuedAt, job number, execution number. */
export type ThingListPosition = readonly [queuedAt: number, jobNumber: number, executionNumber: number];

const listOfThing = statement(
  'jobExecution.listOfThing',
  `SELECT ${executionColumns}, j.job_id AS "jobId"
     FROM job_execution e JOIN job j ON j.job_number = e.job_number
    WHERE e.thing_name = $1 AND ($2::text IS NULL OR e.status = $2) AND ($3::text IS NULL OR j.namespace_id = $3)
      AND ($4::text IS NULL OR j.job_id = $4)
      AND ($5::bigint IS NULL OR (e.queued_at, e.job_number, e.execution_number) < ($5, $6, $7))
    ORDER BY e.queued_at DESC, e.job_number DESC, e.execution_number DESC
    LIMIT $8`,
);

export interface ThingListFilter {
  readonly status?: JobExecutionStatus | undefined;
  readonly namespaceId?: string | undefined;
  readonly jobId?: string | undefined;
}

/** The executions of a thing, the most recently queued first, after the given position. */
export function listExecutionsOfThing(
  queryable: Queryable,
  thingName: string,
  filter: ThingListFilter,
  after: ThingListPosition | undefined,
  limit: number,
): Promise<(JobExecution & { readonly jobId: string })[]> {
  return queryable.query<JobExecution & { readonly jobId: string }>(listOfThing, [
    thingName,
    filter.status ?? null,
    filter.namespaceId ?? null,
    filter.jobId ?? null,
    ...(after ?? [null, null, null]),
    limit,
  ]);
}

const anyOfThing = statement(
  'jobExecution.anyOfThing',
  `SELECT 1 AS known FROM thing WHERE thing_name = $1
   UNION ALL (SELECT 1 FROM job_execution WHERE thing_name = $1 ORDER BY job_number LIMIT 1)
   LIMIT 1`,
);

/**
 * Whether a thing of this name exists, or did and still has execution records
 * (docs/service/executions.md#listing-executions).
 */
export async function isThingKnown(queryable: Queryable, thingName: string): Promise<boolean> {
  return (await queryable.query(anyOfThing, [thingName])).length > 0;
}

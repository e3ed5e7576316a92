/** Jobs: their records, found, stored and changed. What belongs to a job but grows with its targets is in other modules. */
import type { Job } from '../../domain/job/job.ts';
import type { JobStatus, JobWork, TargetSelection } from '../../domain/job/status.ts';
import { jsonOrNull, type Queryable, statement } from '../database/database.ts';

const columns = `j.job_number AS "jobNumber", j.job_id AS "jobId", j.status, j.target_selection AS "targetSelection",
  j.namespace_id AS "namespaceId", j.description, j.comment, j.reason_code AS "reasonCode",
  j.force_canceled AS "forceCanceled", j.document_source AS "documentSource", j.job_template_arn AS "jobTemplateArn",
  j.document_parameters AS "documentParameters", j.presigned_url_config AS "presignedUrlConfig",
  j.rollout_config AS "rolloutConfig", j.abort_config AS "abortConfig", j.timeout_config AS "timeoutConfig",
  j.retry_config AS "retryConfig", j.scheduling_config AS "schedulingConfig",
  j.destination_package_versions AS "destinationPackageVersions", j.created_at AS "createdAt",
  j.last_updated_at AS "lastUpdatedAt", j.completed_at AS "completedAt", j.work,
  j.schedule_phase AS "schedulePhase", j.schedule_due_at AS "scheduleDueAt", j.queued_hidden AS "queuedHidden",
  j.deletion_started_at AS "deletionStartedAt", j.mirror_namespace_id AS "mirrorNamespaceId"`;

const byId = statement('job.byId', `SELECT ${columns} FROM job j WHERE j.job_id = $1`);
const byIdLocked = statement('job.byIdLocked', `SELECT ${columns} FROM job j WHERE j.job_id = $1 FOR NO KEY UPDATE`);
const byNumberLocked = statement(
  'job.byNumberLocked',
  `SELECT ${columns} FROM job j WHERE j.job_number = $1 FOR NO KEY UPDATE SKIP LOCKED`,
);

const byNumberWaiting = statement(
  'job.byNumberWaiting',
  `SELECT ${columns} FROM job j WHERE j.job_number = $1 FOR NO KEY UPDATE`,
);

/** The job of this id. */
export async function findJob(queryable: Queryable, jobId: string): Promise<Job | undefined> {
  return (await queryable.query<Job>(byId, [jobId]))[0];
}

/** The same, locked until the transaction ends, so that nothing else changes its state or works on it meanwhile. */
export async function lockJob(transaction: Queryable, jobId: string): Promise<Job | undefined> {
  return (await transaction.query<Job>(byIdLocked, [jobId]))[0];
}

/** The job of this number, locked; undefined if it is gone or somebody else holds it at the moment. */
export async function tryLockJob(transaction: Queryable, jobNumber: number): Promise<Job | undefined> {
  return (await transaction.query<Job>(byNumberLocked, [jobNumber]))[0];
}

const shared = statement('job.shared', `SELECT ${columns} FROM job j WHERE j.job_number = $1 FOR KEY SHARE`);

/** The job of this number, which cannot be deleted before the transaction ends; undefined if it is gone. */
export async function shareJob(transaction: Queryable, jobNumber: number): Promise<Job | undefined> {
  return (await transaction.query<Job>(shared, [jobNumber]))[0];
}

const forDeletion = statement(
  'job.forDeletion',
  `SELECT ${columns} FROM job j WHERE j.job_number = $1 FOR UPDATE SKIP LOCKED`,
);

/** Like `tryLockJob`, and nobody is about to add an execution to it (`shareJob`). */
export async function tryLockJobForDeletion(transaction: Queryable, jobNumber: number): Promise<Job | undefined> {
  return (await transaction.query<Job>(forDeletion, [jobNumber]))[0];
}

/** The job of this number, locked, after waiting for whoever holds it; undefined if it is gone. */
export async function lockJobByNumber(transaction: Queryable, jobNumber: number): Promise<Job | undefined> {
  return (await transaction.query<Job>(byNumberWaiting, [jobNumber]))[0];
}

const insert = statement(
  'job.insert',
  `INSERT INTO job (job_id, status, target_selection, namespace_id, description, document, document_source,
     job_template_arn, document_parameters, presigned_url_config, rollout_config, abort_config, timeout_config,
     retry_config, scheduling_config, destination_package_versions, in_progress_timeout_minutes, created_at,
     last_updated_at, work, document_before_substitution, schedule_phase, schedule_due_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18, $19, $20, $21, $22)
   ON CONFLICT (job_id) DO NOTHING
   RETURNING job_number AS "jobNumber"`,
);

export type NewJob = Omit<
  Job,
  | 'jobNumber'
  | 'lastUpdatedAt'
  | 'completedAt'
  | 'deletionStartedAt'
  | 'mirrorNamespaceId'
  | 'queuedHidden'
  | 'comment'
  | 'reasonCode'
  | 'forceCanceled'
> & {
  readonly document: string;
  /** null where nothing was substituted. */
  readonly documentBeforeSubstitution: string | null;
};

/** Stores a new job and gives its number; undefined if the id is taken. */
export async function insertJob(transaction: Queryable, job: NewJob): Promise<number | undefined> {
  const rows = await transaction.query<{ jobNumber: number }>(insert, [
    job.jobId,
    job.status,
    job.targetSelection,
    job.namespaceId,
    job.description,
    job.document,
    job.documentSource,
    job.jobTemplateArn,
    jsonOrNull(job.documentParameters),
    jsonOrNull(job.presignedUrlConfig),
    jsonOrNull(job.rolloutConfig),
    jsonOrNull(job.abortConfig),
    jsonOrNull(job.timeoutConfig),
    jsonOrNull(job.retryConfig),
    jsonOrNull(job.schedulingConfig),
    jsonOrNull(job.destinationPackageVersions),
    job.timeoutConfig?.inProgressTimeoutInMinutes ?? null,
    job.createdAt,
    job.work,
    job.documentBeforeSubstitution,
    job.schedulePhase,
    job.scheduleDueAt,
  ]);
  return rows[0]?.jobNumber;
}

const update = statement(
  'job.update',
  `UPDATE job
      SET status = $2, description = $3, comment = $4, reason_code = $5, force_canceled = $6, presigned_url_config = $7,
          rollout_config = $8, abort_config = $9, timeout_config = $10, retry_config = $11,
          in_progress_timeout_minutes = $12, last_updated_at = $13, completed_at = $14, work = $15,
          deletion_started_at = $16, mirror_namespace_id = $17, schedule_phase = $18, schedule_due_at = $19,
          queued_hidden = $20
    WHERE job_number = $1`,
);

/** Saves what can change of a job that this transaction has locked. */
export async function saveJob(transaction: Queryable, job: Job): Promise<void> {
  await transaction.query(update, [
    job.jobNumber,
    job.status,
    job.description,
    job.comment,
    job.reasonCode,
    job.forceCanceled,
    jsonOrNull(job.presignedUrlConfig),
    jsonOrNull(job.rolloutConfig),
    jsonOrNull(job.abortConfig),
    jsonOrNull(job.timeoutConfig),
    jsonOrNull(job.retryConfig),
    job.timeoutConfig?.inProgressTimeoutInMinutes ?? null,
    job.lastUpdatedAt,
    job.completedAt,
    job.work,
    job.deletionStartedAt,
    job.mirrorNamespaceId,
    job.schedulePhase,
    job.scheduleDueAt,
    job.queuedHidden,
  ]);
}

const documentById = statement(
  'job.documentById',
  'SELECT document, document_before_substitution AS "documentBeforeSubstitution" FROM job WHERE job_id = $1',
);

export type JobDocument = Pick<NewJob, 'document' | 'documentBeforeSubstitution'>;

/** The document, byte for byte as it was sent, but for what was substituted in it. */
export async function findJobDocument(queryable: Queryable, jobId: string): Promise<JobDocument | undefined> {
  return (await queryable.query<JobDocument>(documentById, [jobId]))[0];
}

export interface JobFilter {
  readonly status?: JobStatus | undefined;
  readonly targetSelection?: TargetSelection | undefined;
  readonly namespaceId?: string | undefined;
  readonly thingGroupId?: string | undefined;
}

/** The conditions of a list. Only those that are asked for are in the text, so that each question finds its index. */
const conditions = {
  thingGroupId: 'j.job_number IN (SELECT job_number FROM job_target WHERE thing_group_id = ?)',
  status: 'j.status = ?',
  targetSelection: 'j.target_selection = ?',
  namespaceId: 'j.namespace_id = ?',
} as const;

/** Jobs in the order of the list, the newest first, after the given position. */
export function listJobs(
  queryable: Queryable,
  filter: JobFilter,
  after: readonly [createdAt: number, jobId: string] | undefined,
  limit: number,
): Promise<Job[]> {
  const asked: string[] = [];
  const texts: string[] = [];
  const values: (string | number)[] = [];
  const add = (value: string | number) => `$${values.push(value)}`;
  for (const [name, text] of Object.entries(conditions)) {
    // The conditions have the names of the filter.
    const value = filter[name as keyof JobFilter];
    if (value === undefined) continue;
    asked.push(name);
    texts.push(text.replace('?', add(value)));
  }
  if (after !== undefined) {
    asked.push('after');
    texts.push(`(j.created_at, j.job_id) < (${add(after[0])}, ${add(after[1])})`);
  }
  const where = texts.length === 0 ? '' : `WHERE ${texts.join(' AND ')}`;
  const text = `SELECT ${columns} FROM job j ${where} ORDER BY j.created_at DESC, j.job_id DESC LIMIT ${add(limit)}`;
  return queryable.query<Job>(statement(['job.list', ...asked].join('.'), text), values);
}

const count = statement(
  'job.count',
  `SELECT count(*) AS jobs
     FROM (SELECT 1 FROM job WHERE status = $1 AND ($2::text IS NULL OR target_selection = $2) LIMIT $3) found`,
);

/** How many jobs have this status (and selection), counted no further than `limit`. */
export async function countJobs(
  queryable: Queryable,
  status: JobStatus,
  targetSelection: TargetSelection | null,
  limit: number,
): Promise<number> {
  return (await queryable.query<{ jobs: number }>(count, [status, targetSelection, limit]))[0]?.jobs ?? 0;
}

const working = statement(
  'job.working',
  'SELECT job_number AS "jobNumber" FROM job WHERE work = $1 ORDER BY job_number LIMIT $2',
);

/** The numbers of the oldest jobs that the engine has this work for. */
export async function findJobsWithWork(queryable: Queryable, work: JobWork, limit: number): Promise<number[]> {
  return (await queryable.query<{ jobNumber: number }>(working, [work, limit])).map((row) => row.jobNumber);
}

const remove = statement('job.remove', 'DELETE FROM job WHERE job_number = $1');

/** The last step of a deletion. */
export async function deleteJobRecord(transaction: Queryable, jobNumber: number): Promise<void> {
  await transaction.query(remove, [jobNumber]);
}

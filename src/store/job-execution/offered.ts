/**
 * Which pending executions a device is offered, as SQL over `e` (job_execution) and `j` (job): not those of a job that
 * is being deleted, not the queued ones of a job that waits for its schedule or was cancelled, and none of a job that
 * was cancelled with force, even before the engine has reached them.
 */
export const offered = `
  e.status IN ('IN_PROGRESS', 'QUEUED')
  AND (j.status = 'IN_PROGRESS'
    OR (e.status = 'IN_PROGRESS' AND j.status IN ('SCHEDULED', 'CANCELED') AND j.force_canceled IS NOT TRUE))`;

/**
 * Each execution `e` with its job `j`, whose `row_version` is another one after each change of the job. OFFSET keeps
 * the planner from turning it round and going through all jobs for each thing, as it does while it knows of few.
 */
export const executionsWithJob = `job_execution e
  CROSS JOIN LATERAL (
    SELECT *, job.xmin AS row_version FROM job WHERE job.job_number = e.job_number OFFSET 0
  ) j`;

/**
 * The order of the pending list: IN_PROGRESS sorts before QUEUED, then the oldest, then the older job
 * (docs/service/notifications.md#pending-list).
 */
export const pendingOrder = 'e.status, e.queued_at, e.job_number';

/** How a job execution, and what its job says about it, come out of the store. */
import type { JobOfExecution } from '../../domain/device-request.ts';
import type { JobExecution } from '../../domain/job-execution/job-execution.ts';

/** The columns of table or alias `e` under the names of the domain. */
export const executionColumns = `e.thing_name AS "thingName", e.job_number AS "jobNumber",
  e.execution_number AS "executionNumber", e.status, e.version_number AS "versionNumber",
  e.retry_attempt AS "retryAttempt", e.retries_of_failure AS "retriesOfFailure", e.force_canceled AS "forceCanceled", e.status_details AS "statusDetails",
  e.queued_at AS "queuedAt", e.started_at AS "startedAt", e.last_updated_at AS "lastUpdatedAt",
  e.in_progress_timeout_at AS "inProgressTimeoutAt", e.timeout_at AS "timeoutAt"`;

/** The columns of `j` (job) that decide about an execution. */
export const jobOfExecutionColumns = `j.job_id AS "jobId", j.status AS "jobStatus", j.namespace_id AS "namespaceId",
  j.force_canceled AS "jobForceCanceled", j.in_progress_timeout_minutes AS "inProgressTimeoutMinutes",
  j.retry_config AS "retryConfig", j.scheduling_config IS NOT NULL AS "scheduled",
  j.schedule_phase AS "jobSchedulePhase"`;

/** An execution together with what its job says about it. */
export interface ExecutionOfJob extends JobExecution, JobOfExecution {
  /** Whether the job has a schedule; such jobs lengthen the shown lists. */
  readonly scheduled: boolean;
}

/** The same with another state of the execution. Member by member, since it is done for each report of a device. */
export function withState(execution: ExecutionOfJob, state: JobExecution): ExecutionOfJob {
  return {
    thingName: state.thingName,
    jobNumber: state.jobNumber,
    executionNumber: state.executionNumber,
    status: state.status,
    versionNumber: state.versionNumber,
    retryAttempt: state.retryAttempt,
    retriesOfFailure: state.retriesOfFailure,
    forceCanceled: state.forceCanceled,
    statusDetails: state.statusDetails,
    queuedAt: state.queuedAt,
    startedAt: state.startedAt,
    lastUpdatedAt: state.lastUpdatedAt,
    inProgressTimeoutAt: state.inProgressTimeoutAt,
    timeoutAt: state.timeoutAt,
    jobId: execution.jobId,
    jobStatus: execution.jobStatus,
    jobForceCanceled: execution.jobForceCanceled,
    jobSchedulePhase: execution.jobSchedulePhase,
    namespaceId: execution.namespaceId,
    inProgressTimeoutMinutes: execution.inProgressTimeoutMinutes,
    retryConfig: execution.retryConfig,
    scheduled: execution.scheduled,
  };
}

/** A job execution for tests that need one and do not care where it comes from. */
import type { JobExecution } from '../../src/domain/job-execution/job-execution.ts';

/** Queued at a time, as the first of its job on its thing. */
export function queuedExecution(thingName: string, jobNumber: number, queuedAt: number): JobExecution {
  return {
    thingName,
    jobNumber,
    executionNumber: 1,
    status: 'QUEUED',
    versionNumber: 1,
    retryAttempt: 0,
    retriesOfFailure: 0,
    forceCanceled: false,
    statusDetails: null,
    queuedAt,
    startedAt: null,
    lastUpdatedAt: queuedAt,
    inProgressTimeoutAt: null,
    timeoutAt: null,
  };
}

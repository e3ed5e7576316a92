/**
 * Whether a failed or timed-out execution is retried (docs/service/executions.md#execution-number,
 * docs/service/timers.md#which-executions-are-retried).
 */
import { SECOND_MS } from '../../lib/duration.ts';
import type { Job } from '../job/job.ts';
import type { JobExecution } from './job-execution.ts';

/** The record that a retry starts with: status QUEUED, version 1, no details. */
export interface Retry {
  readonly executionNumber: number;
  readonly retryAttempt: number;
  /** How many of the retries followed a FAILED attempt; the others followed a time-out. */
  readonly retriesOfFailure: number;
  readonly queuedAt: number;
}

/** The most retries of one execution, failures and time-outs together. */
export const MAXIMUM_RETRIES = 10;

/** The retry of an execution that has just ended; null if it is not retried. */
export function retryAfter(
  ended: Pick<JobExecution, 'status' | 'executionNumber' | 'queuedAt' | 'retryAttempt' | 'retriesOfFailure'>,
  job: Pick<Job, 'status' | 'schedulePhase' | 'retryConfig'>,
  now: number,
): Retry | null {
  const { retriesOfFailure, retryAttempt, status } = ended;
  if (status !== 'FAILED' && status !== 'TIMED_OUT') return null;
  // A cancelled or deleted job retries nothing; between two windows retries wait like everything that is queued.
  if (job.retryConfig === null || (job.status !== 'IN_PROGRESS' && job.status !== 'SCHEDULED')) return null;
  // After the job's end time nothing more is queued (11.5).
  if (job.schedulePhase === 'ENDED') return null;
  if (retryAttempt >= MAXIMUM_RETRIES) return null;
  const used = { ALL: retryAttempt, FAILED: retriesOfFailure, TIMED_OUT: retryAttempt - retriesOfFailure };
  const hasOneLeft = job.retryConfig.criteriaList.some(
    ({ failureType, numberOfRetries }) =>
      (failureType === status || failureType === 'ALL') && used[failureType] < numberOfRetries,
  );
  if (!hasOneLeft) return null;
  return {
    executionNumber: ended.executionNumber + 1,
    retryAttempt: retryAttempt + 1,
    retriesOfFailure: retriesOfFailure + (status === 'FAILED' ? 1 : 0),
    queuedAt: laterQueuedAt(ended.queuedAt, now),
  };
}

/**
 * Device clients tell executions of one job apart by the whole second, so a later one is queued at least one second
 * later.
 */
function laterQueuedAt(former: number, now: number): number {
  return Math.max(now, (Math.floor(former / SECOND_MS) + 1) * SECOND_MS);
}

import type { TypeOf } from '../../contract/shape.ts';
import type { jobStatus, targetSelection } from '../../contract/shapes/job.ts';

export type JobStatus = TypeOf<typeof jobStatus>;
export type TargetSelection = TypeOf<typeof targetSelection>;

/** What the engine is doing with a job; CANCELLATION, DELETION and ROLLOUT never happen at the same time. */
export type JobWork = 'NONE' | 'ROLLOUT' | 'CANCELLATION' | 'DELETION';

/**
 * True while executions are rolled out or cancelled; such jobs count for the concurrency quota
 * (docs/service/jobs.md#counters).
 */
export function isConcurrent(work: JobWork): boolean {
  return work === 'ROLLOUT' || work === 'CANCELLATION';
}

/**
 * How far a job's schedule has come: the job has not run yet, it has, or its end time has passed with STOP_ROLLOUT and
 * nothing more is queued for it.
 */
export type SchedulePhase = 'WAITING' | 'STARTED' | 'ENDED';

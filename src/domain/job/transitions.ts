/** The life of a job as one total table (docs/service/jobs.md#job-states, docs/service/deletion.md#deleting-a-job). */
import type { JobStatus } from './status.ts';

export type JobEvent =
  /** The start time is reached or a maintenance window opens. */
  | 'start'
  /** A maintenance window closes and others follow. */
  | 'pause'
  /** CancelJob, or an end time with CANCEL. */
  | 'cancel'
  /** CancelJob with force. It may also follow a cancel without force, while executions are still in progress. */
  | 'cancel with force'
  /** An abort criterion is met. */
  | 'abort'
  /** Every execution is terminal, and nothing is left to roll out. */
  | 'complete'
  | 'delete'
  | 'delete with force';

export type JobOutcome = JobStatus | 'refused';

export const jobTransitions: Readonly<Record<JobStatus, Readonly<Record<JobEvent, JobOutcome>>>> = {
  SCHEDULED: {
    start: 'IN_PROGRESS',
    pause: 'refused',
    cancel: 'CANCELED',
    'cancel with force': 'CANCELED',
    abort: 'CANCELED',
    complete: 'COMPLETED',
    delete: 'refused',
    'delete with force': 'DELETION_IN_PROGRESS',
  },
  IN_PROGRESS: {
    start: 'refused',
    pause: 'SCHEDULED',
    cancel: 'CANCELED',
    'cancel with force': 'CANCELED',
    abort: 'CANCELED',
    complete: 'COMPLETED',
    delete: 'refused',
    'delete with force': 'DELETION_IN_PROGRESS',
  },
  CANCELED: {
    start: 'refused',
    pause: 'refused',
    cancel: 'refused',
    'cancel with force': 'CANCELED',
    abort: 'refused',
    complete: 'refused',
    delete: 'DELETION_IN_PROGRESS',
    'delete with force': 'DELETION_IN_PROGRESS',
  },
  COMPLETED: {
    start: 'refused',
    pause: 'refused',
    cancel: 'refused',
    'cancel with force': 'refused',
    abort: 'refused',
    complete: 'refused',
    delete: 'DELETION_IN_PROGRESS',
    'delete with force': 'DELETION_IN_PROGRESS',
  },
  DELETION_IN_PROGRESS: {
    start: 'refused',
    pause: 'refused',
    cancel: 'refused',
    'cancel with force': 'refused',
    abort: 'refused',
    complete: 'refused',
    delete: 'refused',
    'delete with force': 'refused',
  },
};

/** The outcome of `event` for a job in `status`. */
export function nextJobStatus(status: JobStatus, event: JobEvent): JobOutcome {
  return jobTransitions[status][event];
}

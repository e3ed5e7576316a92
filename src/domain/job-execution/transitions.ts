/**
 * The life of a job execution as one total table (docs/service/executions.md#execution-states): the outcome for each
 * status and each event. A missing cell does not compile.
 */
import type { JobExecutionStatus } from './status.ts';

export type JobExecutionEvent =
  /** The device takes the execution or reports progress: start-next, or an update with IN_PROGRESS. */
  | 'device reports IN_PROGRESS'
  | 'device reports SUCCEEDED'
  | 'device reports FAILED'
  | 'device reports REJECTED'
  /** The in-progress timer or the step timer ran out. */
  | 'timer runs out'
  /** CancelJob, CancelJobExecution or an abort. */
  | 'cancel'
  | 'cancel with force'
  /** The thing was deleted, or is no longer a target of a continuous job. */
  | 'remove'
  | 'delete'
  /** DeleteJobExecution with force, or DeleteJob, which deletes executions in any status. */
  | 'delete with force';

/** The next status; `deleted`: the record is deleted; `refused`: the event is an error in this status. */
export type JobExecutionOutcome = JobExecutionStatus | 'deleted' | 'refused';

type Row = Readonly<Record<JobExecutionEvent, JobExecutionOutcome>>;

const terminal: Row = {
  'device reports IN_PROGRESS': 'refused',
  'device reports SUCCEEDED': 'refused',
  'device reports FAILED': 'refused',
  'device reports REJECTED': 'refused',
  'timer runs out': 'refused',
  cancel: 'refused',
  'cancel with force': 'refused',
  remove: 'refused',
  delete: 'deleted',
  'delete with force': 'deleted',
};

export const jobExecutionTransitions: Readonly<Record<JobExecutionStatus, Row>> = {
  QUEUED: {
    'device reports IN_PROGRESS': 'IN_PROGRESS',
    'device reports SUCCEEDED': 'SUCCEEDED',
    'device reports FAILED': 'FAILED',
    'device reports REJECTED': 'REJECTED',
    // A timer only runs while the execution is in progress.
    'timer runs out': 'refused',
    cancel: 'CANCELED',
    'cancel with force': 'CANCELED',
    remove: 'REMOVED',
    // The page of delete-job-execution says it literally: only terminal executions can be deleted without force.
    delete: 'refused',
    'delete with force': 'deleted',
  },
  IN_PROGRESS: {
    'device reports IN_PROGRESS': 'IN_PROGRESS',
    'device reports SUCCEEDED': 'SUCCEEDED',
    'device reports FAILED': 'FAILED',
    'device reports REJECTED': 'REJECTED',
    'timer runs out': 'TIMED_OUT',
    cancel: 'refused',
    'cancel with force': 'CANCELED',
    remove: 'REMOVED',
    delete: 'refused',
    'delete with force': 'deleted',
  },
  SUCCEEDED: terminal,
  FAILED: terminal,
  TIMED_OUT: terminal,
  REJECTED: terminal,
  REMOVED: terminal,
  CANCELED: terminal,
};

/** The outcome of `event` for an execution in `status`. */
export function nextStatus(status: JobExecutionStatus, event: JobExecutionEvent): JobExecutionOutcome {
  return jobExecutionTransitions[status][event];
}

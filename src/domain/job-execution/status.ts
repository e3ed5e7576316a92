import type { TypeOf } from '../../contract/shape.ts';
import type { jobExecutionStatus } from '../../contract/shapes/job.ts';

export type JobExecutionStatus = TypeOf<typeof jobExecutionStatus>;

/** The statuses of the pending list: the device has yet to finish the execution. */
export type PendingStatus = 'IN_PROGRESS' | 'QUEUED';

export const jobExecutionStatuses: readonly JobExecutionStatus[] = [
  'QUEUED',
  'IN_PROGRESS',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'REJECTED',
  'REMOVED',
  'CANCELED',
];

/** True if an execution with this status is in its thing's pending list. The other six statuses are terminal. */
export function isPending(status: JobExecutionStatus): status is PendingStatus {
  return status === 'QUEUED' || status === 'IN_PROGRESS';
}

export function isTerminal(status: JobExecutionStatus): boolean {
  return !isPending(status);
}

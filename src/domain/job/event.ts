/** Job events for listeners (docs/service/notifications.md#job-and-execution-events). */
import type { EventAnnouncement } from '../announcement.ts';
import type { JobExecutionStatus } from '../job-execution/status.ts';
import type { Job } from './job.ts';

export type JobEventOperation =
  | 'completed'
  | 'canceled'
  | 'deleted'
  | 'cancellation_in_progress'
  | 'deletion_in_progress';

export interface JobEventOccasion {
  readonly operation: JobEventOperation;
  readonly eventId: string;
  readonly now: number;
  readonly targets: readonly string[];
  /** Shown with `completed` only. */
  readonly counts?: Readonly<Partial<Record<JobExecutionStatus, number>>>;
}

const withComment: ReadonlySet<JobEventOperation> = new Set([
  'deleted',
  'cancellation_in_progress',
  'deletion_in_progress',
]);

/** The event of a job; `timestamp` in seconds, the other times in milliseconds, as the vendor's examples have them. */
export function jobEvent(job: Job, occasion: JobEventOccasion): EventAnnouncement {
  const { counts, operation } = occasion;
  return {
    kind: 'event',
    topic: `$aws/events/job/${job.jobId}/${operation}`,
    payload: {
      eventType: 'JOB',
      eventId: occasion.eventId,
      timestamp: Math.floor(occasion.now / 1000),
      operation,
      jobId: job.jobId,
      status: operation.toUpperCase(),
      targetSelection: job.targetSelection,
      targets: occasion.targets,
      ...(job.description === null ? {} : { description: job.description }),
      ...(withComment.has(operation) && job.comment !== null ? { comment: job.comment } : {}),
      ...(operation === 'completed' && job.completedAt !== null ? { completedAt: job.completedAt } : {}),
      createdAt: job.createdAt,
      lastUpdatedAt: job.lastUpdatedAt,
      ...(operation === 'completed' && counts !== undefined
        ? {
            jobProcessDetails: {
              numberOfCanceledThings: counts.CANCELED ?? 0,
              numberOfRejectedThings: counts.REJECTED ?? 0,
              numberOfFailedThings: counts.FAILED ?? 0,
              numberOfRemovedThings: counts.REMOVED ?? 0,
              numberOfSucceededThings: counts.SUCCEEDED ?? 0,
            },
          }
        : {}),
    },
  };
}

/**
 * Execution events for listeners (docs/service/notifications.md#job-and-execution-events): one for each execution that
 * reaches a terminal status or is deleted.
 */
import type { EventAnnouncement } from '../announcement.ts';
import { type Account, thingArn } from '../arn.ts';
import type { StatusDetails } from './job-execution.ts';
import type { JobExecutionStatus } from './status.ts';

/** What an event tells of an execution. */
export interface EventExecution {
  readonly thingName: string;
  readonly status: JobExecutionStatus;
  readonly statusDetails: StatusDetails | null;
}

/** The event of an execution that reached a terminal status, or was deleted in one. */
export function executionEvent(
  account: Account,
  jobId: string,
  execution: EventExecution,
  occasion: { readonly deleted: boolean; readonly eventId: string; readonly now: number },
): EventAnnouncement {
  const operation = occasion.deleted ? 'deleted' : execution.status.toLowerCase();
  return {
    kind: 'event',
    topic: `$aws/events/jobExecution/${jobId}/${operation}`,
    payload: {
      eventType: 'JOB_EXECUTION',
      eventId: occasion.eventId,
      timestamp: Math.floor(occasion.now / 1000),
      operation,
      jobId,
      thingArn: thingArn(account, execution.thingName),
      status: execution.status,
      ...(execution.statusDetails === null ? {} : { statusDetails: execution.statusDetails }),
    },
  };
}

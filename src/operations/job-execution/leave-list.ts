/** What follows when an operator ends or deletes one execution: the list of its thing, the job's completion, the event. */
import type { Account } from '../../domain/arn.ts';
import type { Job } from '../../domain/job/job.ts';
import { hidesQueued } from '../../domain/job/schedule.ts';
import { executionEvent } from '../../domain/job-execution/event.ts';
import type { JobExecution } from '../../domain/job-execution/job-execution.ts';
import { isPending } from '../../domain/job-execution/status.ts';
import { comparePositions, type PendingElement } from '../../domain/pending-list.ts';
import { isEventEnabled } from '../../store/announcement/event-configuration.ts';
import type { Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { requestCompletionCheck } from '../../store/job/completion-check.ts';

export interface Leaving {
  readonly job: Job;
  /** As it was before the change. */
  readonly before: JobExecution;
  /** As the event shows it. */
  readonly shown: JobExecution;
  /** The first element of the thing's list before the change. */
  readonly firstBefore: PendingElement | null;
  readonly mirrorNamespaceId?: string;
  readonly deleted: boolean;
}

/** Announces that an execution left its thing's list, if it was in it, and asks whether its job is complete now. */
export async function announceLeaving(
  transaction: Queryable,
  effects: Effects,
  context: { readonly account: Account; readonly eventId: string; readonly now: number },
  { before, deleted, firstBefore, job, mirrorNamespaceId, shown }: Leaving,
): Promise<void> {
  const { executionNumber, jobNumber, queuedAt, status, thingName } = before;
  // What devices were not shown leaves no list.
  const wasShown = isPending(status) && !(status === 'QUEUED' && hidesQueued(job));
  if (wasShown) {
    const identity = { jobId: job.jobId, jobNumber, executionNumber, namespaceId: job.namespaceId ?? undefined };
    const element: PendingElement = { ...identity, status, queuedAt };
    // One of a job that was just cancelled is not offered any more, but nobody has been told yet that it left.
    const wasFirst = firstBefore === null || comparePositions(element, firstBefore) < 0;
    effects.announce({
      kind: 'pending-list',
      thingName,
      changed: [identity],
      firstBefore: wasFirst ? element : firstBefore,
      mirrorNamespaceId,
    });
  }
  if (isPending(status)) {
    await requestCompletionCheck(transaction, jobNumber, deleted ? 'nothing ended' : 'execution ended');
    effects.wake('completion');
  }
  if (await isEventEnabled(transaction, 'JOB_EXECUTION')) {
    effects.announce(executionEvent(context.account, job.jobId, shown, { ...context, deleted }));
  }
}

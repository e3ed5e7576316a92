import type { LeftExecution } from '../../domain/announcement.ts';
import type { Job } from '../../domain/job/job.ts';
import { hidesQueued } from '../../domain/job/schedule.ts';
import { executionEvent } from '../../domain/job-execution/event.ts';
import { isPending, type JobExecutionStatus, type PendingStatus } from '../../domain/job-execution/status.ts';
import { isEventEnabled } from '../../store/announcement/event-configuration.ts';
import type { Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import type { EndedExecution } from '../../store/job-execution/ending-executions.ts';
import type { EngineContext } from '../context.ts';

/** Announces that a chunk of executions ended in `status`, or was deleted (null): list changes and events. */
export async function announceEnded(
  context: EngineContext,
  transaction: Queryable,
  effects: Effects,
  job: Job,
  ended: readonly EndedExecution[],
  status: JobExecutionStatus | null,
): Promise<void> {
  const { jobId, jobNumber } = job;
  const left = new Map<number, LeftExecution[]>();
  for (const execution of ended) {
    const { executionNumber, queuedAt, status: before, thingName } = execution;
    if (!isPending(before) || (before === 'QUEUED' && hidesQueued(job))) continue;
    const since = offeredUntil(job, before, context.clock.now());
    const executions = left.get(since) ?? [];
    executions.push([thingName, executionNumber, before, queuedAt]);
    left.set(since, executions);
  }
  for (const [since, executions] of left) {
    effects.announce({
      kind: 'executions-left',
      jobId,
      jobNumber,
      namespaceId: job.namespaceId ?? undefined,
      mirrorNamespaceId: job.mirrorNamespaceId ?? undefined,
      since,
      executions,
    });
  }
  if (!(await isEventEnabled(transaction, 'JOB_EXECUTION'))) return;
  const occasion = { deleted: status === null, now: context.clock.now() };
  for (const execution of ended) {
    const shown = { ...execution, status: status ?? execution.status };
    effects.announce(executionEvent(context.account, jobId, shown, { ...occasion, eventId: context.newId() }));
  }
}

/**
 * The time until which devices were offered these executions. For a cancelled or deleted job that is the operator's
 * call, but executions in progress outlive a cancel without force. When a job that is now being deleted was cancelled
 * is not known. A time too early makes one message too many, a time too late one too few.
 */
function offeredUntil(job: Job, status: PendingStatus, now: number): number {
  if (job.status === 'CANCELED') return job.lastUpdatedAt;
  if (job.status !== 'DELETION_IN_PROGRESS') return now;
  const outlivedCancel = job.forceCanceled === null || (job.forceCanceled === false && status === 'IN_PROGRESS');
  return outlivedCancel ? job.lastUpdatedAt : job.createdAt;
}

/** Counts the executions by the status that they had. */
export function countByStatus(ended: readonly EndedExecution[]): Partial<Record<JobExecutionStatus, number>> {
  const counts: Partial<Record<JobExecutionStatus, number>> = {};
  for (const { status } of ended) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

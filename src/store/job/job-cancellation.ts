/**
 * How a cancellation begins, whoever decides it: an operator, abort criteria, or a schedule
 * (docs/service/jobs.md#cancelling-a-job).
 */
import type { Job } from '../../domain/job/job.ts';
import { hidesQueued } from '../../domain/job/schedule.ts';
import type { Effects } from '../database/change.ts';
import type { Queryable } from '../database/database.ts';
import { saveJob } from './job.ts';
import { announceJobEvent } from './job-event.ts';
import { endRollout } from './rollout.ts';

export interface Cancellation {
  readonly force: boolean;
  /** Replace what the job says, where given. */
  readonly comment?: string | undefined;
  readonly reasonCode?: string | undefined;
}

/**
 * Cancels a job that is locked and may be cancelled. Nothing more is rolled out, also by a chunk that waits for the
 * job; the engine cancels the executions afterwards.
 */
export async function beginCancellation(
  transaction: Queryable,
  effects: Effects,
  job: Job,
  { comment, force, reasonCode }: Cancellation,
  occasion: { readonly eventId: string; readonly now: number },
): Promise<Job> {
  const canceled: Job = {
    ...job,
    status: 'CANCELED',
    forceCanceled: force,
    comment: comment ?? job.comment,
    reasonCode: reasonCode ?? job.reasonCode,
    lastUpdatedAt: occasion.now,
    completedAt: null,
    work: 'CANCELLATION',
    scheduleDueAt: null,
    queuedHidden: hidesQueued(job),
  };
  await saveJob(transaction, canceled);
  await endRollout(transaction, job.jobNumber);
  await announceJobEvent(transaction, effects, canceled, 'cancellation_in_progress', occasion);
  effects.wake('cancellation');
  return canceled;
}

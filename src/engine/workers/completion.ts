/**
 * Looks at jobs of which an execution has ended or that may have nothing left. If an execution ended, a job whose
 * criteria are met is aborted (docs/service/rollouts.md#abort-criteria). A job with everything rolled out and every
 * execution terminal is completed (7.2).
 */
import { ABORT_REASON_CODE, abortComment } from '../../domain/job/abort.ts';
import type { Job } from '../../domain/job/job.ts';
import { nextJobStatus } from '../../domain/job/transitions.ts';
import { change, type Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { takeCompletionChecks } from '../../store/job/completion-check.ts';
import { lockJobByNumber, saveJob } from '../../store/job/job.ts';
import { beginCancellation } from '../../store/job/job-cancellation.ts';
import { announceJobEvent } from '../../store/job/job-event.ts';
import { hastenRollout } from '../../store/job/rollout.ts';
import { countExecutions, type ExecutionCounts } from '../../store/job-execution/job-execution-count.ts';
import type { EngineContext } from '../context.ts';
import { openForDevices } from './window.ts';

const CHECKS_AT_A_TIME = 1_000;

/** Checks the jobs for which a check was requested; due again at once if there were any. */
export async function runCompletions(context: EngineContext): Promise<number | null> {
  const { clock, database, signals } = context;
  const looked = await change(database, signals, async (transaction, effects) => {
    const checks = await takeCompletionChecks(transaction, CHECKS_AT_A_TIME);
    for (const { hasEnded, jobNumber } of checks) {
      const job = await lockJobByNumber(transaction, jobNumber);
      if (job !== undefined) await look(context, transaction, effects, job, hasEnded);
    }
    return checks.length;
  });
  return looked > 0 ? clock.now() : null;
}

async function look(
  context: EngineContext,
  transaction: Queryable,
  effects: Effects,
  job: Job,
  hasEnded: boolean,
): Promise<void> {
  const counts = await countExecutions(transaction, job.jobNumber);
  const comment = hasEnded ? abortComment(job.abortConfig, counts) : undefined;
  if (comment !== undefined && nextJobStatus(job.status, 'abort') === 'CANCELED') {
    const occasion = { eventId: context.newId(), now: context.clock.now() };
    const abort = { force: false, comment, reasonCode: ABORT_REASON_CODE };
    await beginCancellation(transaction, effects, job, abort, occasion);
  } else if (isDone(job, counts)) {
    await complete(context, transaction, effects, job);
  } else if (job.status === 'SCHEDULED' && job.schedulePhase === 'ENDED') {
    // The end time has passed between two windows: what is left may be finished (docs/service/jobs.md#job-states).
    await openForDevices(transaction, effects, job, context.clock.now());
  } else if (job.status === 'CANCELED' && job.work === 'NONE' && (counts.QUEUED ?? 0) > 0) {
    // A retry was queued while the job was being cancelled.
    await saveJob(transaction, { ...job, work: 'CANCELLATION' });
    effects.wake('cancellation');
  } else if (job.work === 'ROLLOUT' && job.rolloutConfig?.exponentialRate !== undefined) {
    // Another success may have raised the rate.
    await hastenRollout(transaction, job.jobNumber, context.clock.now());
    effects.wake('rollout');
  }
}

function isDone(job: Job, counts: ExecutionCounts): boolean {
  if (job.work !== 'NONE' || nextJobStatus(job.status, 'complete') === 'refused') return false;
  // A continuous job has more to come until its end time has passed, a scheduled one until it has started.
  const isOver = job.targetSelection === 'SNAPSHOT' && job.status === 'IN_PROGRESS';
  if (!isOver && job.schedulePhase !== 'ENDED') return false;
  return (counts.QUEUED ?? 0) === 0 && (counts.IN_PROGRESS ?? 0) === 0;
}

async function complete(context: EngineContext, transaction: Queryable, effects: Effects, job: Job): Promise<void> {
  const now = context.clock.now();
  const completed: Job = { ...job, status: 'COMPLETED', completedAt: now, lastUpdatedAt: now, scheduleDueAt: null };
  await saveJob(transaction, completed);
  await announceJobEvent(transaction, effects, completed, 'completed', { eventId: context.newId(), now });
}

/**
 * Cancels the executions of cancelled jobs in chunks, and closes the job when none is left to cancel
 * (docs/service/jobs.md#cancelling-a-job).
 */
import type { JobExecutionStatus } from '../../domain/job-execution/status.ts';
import { change } from '../../store/database/change.ts';
import { findJobsWithWork, saveJob, tryLockJob } from '../../store/job/job.ts';
import { announceJobEvent } from '../../store/job/job-event.ts';
import { cancelExecutions, type EndedUpTo, hasExecutions } from '../../store/job-execution/ending-executions.ts';
import { addToCounts } from '../../store/job-execution/job-execution-count.ts';
import { announceEnded, countByStatus } from '../announcements/announce-ended.ts';
import type { EngineContext } from '../context.ts';
import { type ChunkDone, inChunks } from './chunks.ts';

const JOBS_AT_A_TIME = 50;

/** Works on all cancelled jobs that have executions left to cancel. */
export async function runCancellations(context: EngineContext): Promise<number | null> {
  const jobNumbers = await findJobsWithWork(context.database, 'CANCELLATION', JOBS_AT_A_TIME);
  for (const jobNumber of jobNumbers) {
    await inChunks<EndedUpTo>(context, (size, upTo) => cancelChunk(context, jobNumber, size, upTo));
  }
  return jobNumbers.length === JOBS_AT_A_TIME ? context.clock.now() : null;
}

async function cancelChunk(
  context: EngineContext,
  jobNumber: number,
  size: number,
  upTo: EndedUpTo | undefined,
): Promise<ChunkDone<EndedUpTo>> {
  const { clock, database, newId, signals } = context;
  return change(database, signals, async (transaction, effects) => {
    const job = await tryLockJob(transaction, jobNumber);
    if (job === undefined || job.work !== 'CANCELLATION') return 'done';
    const force = job.forceCanceled === true;
    const statuses: JobExecutionStatus[] = force ? ['IN_PROGRESS', 'QUEUED'] : ['QUEUED'];
    const now = clock.now();
    const ended = await cancelExecutions(transaction, jobNumber, statuses, size, upTo, now, force);
    const canceled = ended.executions;
    const before = countByStatus(canceled);
    await addToCounts(transaction, jobNumber, {
      QUEUED: -(before.QUEUED ?? 0),
      IN_PROGRESS: -(before.IN_PROGRESS ?? 0),
      CANCELED: canceled.length,
    });
    await announceEnded(context, transaction, effects, job, canceled, 'CANCELED');
    if (canceled.length > 0 || (await hasExecutions(transaction, jobNumber, statuses))) return { goOnFrom: ended.upTo };
    const finished = { ...job, work: 'NONE' as const, completedAt: now, lastUpdatedAt: now };
    await saveJob(transaction, finished);
    await announceJobEvent(transaction, effects, finished, 'canceled', { eventId: newId(), now });
    // A rollout that waited for its turn may have it now.
    effects.wake('rollout');
    return 'done';
  });
}

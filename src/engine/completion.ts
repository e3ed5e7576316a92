/** Completes snapshot jobs: everything rolled out, every execution terminal (`jobs.md` 7.2). */
import { nextJobStatus } from '../domain/job/transitions.ts';
import { change, type Effects } from '../store/change.ts';
import { takeCompletionChecks } from '../store/completion-check.ts';
import type { Queryable } from '../store/database.ts';
import { lockJobByNumber, saveJob } from '../store/job.ts';
import { announceJobEvent } from '../store/job-event.ts';
import { countExecutions } from '../store/job-execution-count.ts';
import type { EngineContext } from './context.ts';

const CHECKS_AT_A_TIME = 1_000;

/** Looks at the jobs that were asked about; due again at once while there are such. */
export async function runCompletions(context: EngineContext): Promise<number | null> {
  const { after, clock, database } = context;
  const looked = await change(database, after, async (transaction, effects) => {
    const jobNumbers = await takeCompletionChecks(transaction, CHECKS_AT_A_TIME);
    for (const jobNumber of jobNumbers) await completeIfDone(context, transaction, effects, jobNumber);
    return jobNumbers.length;
  });
  return looked > 0 ? clock.now() : null;
}

async function completeIfDone(
  context: EngineContext,
  transaction: Queryable,
  effects: Effects,
  jobNumber: number,
): Promise<void> {
  const job = await lockJobByNumber(transaction, jobNumber);
  if (job === undefined || job.targetSelection !== 'SNAPSHOT' || job.work !== 'NONE') return;
  const status = nextJobStatus(job.status, 'complete');
  if (status === 'refused') return;
  const counts = await countExecutions(transaction, jobNumber);
  if ((counts.QUEUED ?? 0) > 0 || (counts.IN_PROGRESS ?? 0) > 0) return;
  const now = context.clock.now();
  const completed = { ...job, status, completedAt: now, lastUpdatedAt: now };
  await saveJob(transaction, completed);
  await announceJobEvent(transaction, effects, completed, 'completed', { eventId: context.newId(), now });
}

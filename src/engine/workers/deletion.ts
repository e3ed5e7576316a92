/**
 * Deletes jobs: first the executions that devices could still be told about, then the others, then the job itself
 * (docs/service/deletion.md#deleting-a-job).
 */
import { jobArn } from '../../domain/arn.ts';
import type { Job } from '../../domain/job/job.ts';
import { isPending, type JobExecutionStatus, jobExecutionStatuses } from '../../domain/job-execution/status.ts';
import { change, type Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { deleteJobRecord, findJobsWithWork, tryLockJob, tryLockJobForDeletion } from '../../store/job/job.ts';
import { announceJobEvent } from '../../store/job/job-event.ts';
import { deleteJobTargets } from '../../store/job/job-target.ts';
import { deleteExecutions, type EndedUpTo, hasExecutions } from '../../store/job-execution/ending-executions.ts';
import { forgetDeletedExecutions } from '../../store/job-execution/job-execution.ts';
import { addToCounts, deleteCounts } from '../../store/job-execution/job-execution-count.ts';
import { deleteTags } from '../../store/thing/tag.ts';
import { announceEnded, countByStatus } from '../announcements/announce-ended.ts';
import type { EngineContext } from '../context.ts';
import { type ChunkDone, inChunks } from './chunks.ts';

const pending: readonly JobExecutionStatus[] = jobExecutionStatuses.filter(isPending);
const terminal: readonly JobExecutionStatus[] = jobExecutionStatuses.filter((status) => !isPending(status));

/** Works on all jobs in deletion; due again when the next one may disappear. */
export async function runDeletions(context: EngineContext): Promise<number | null> {
  const { clock, database, minimumDeletionMs, quotas } = context;
  let next: number | null = null;
  for (const jobNumber of await findJobsWithWork(database, 'DELETION', quotas.jobsInDeletion)) {
    for (const statuses of [pending, terminal]) {
      await inChunks<EndedUpTo>(context, (size, upTo) => deleteChunk(context, jobNumber, statuses, size, upTo));
    }
    const visibleUntil = await deleteWhenVisibleLongEnough(context, jobNumber, minimumDeletionMs);
    if (visibleUntil !== null) next = Math.min(next ?? visibleUntil, visibleUntil);
  }
  return next === null ? null : Math.max(next, clock.now());
}

async function deleteChunk(
  context: EngineContext,
  jobNumber: number,
  statuses: readonly JobExecutionStatus[],
  size: number,
  upTo: EndedUpTo | undefined,
): Promise<ChunkDone<EndedUpTo>> {
  return change(context.database, context.signals, async (transaction, effects) => {
    const job = await tryLockJob(transaction, jobNumber);
    if (job === undefined || job.work !== 'DELETION') return 'done';
    const ended = await deleteExecutions(transaction, jobNumber, statuses, size, upTo);
    const deleted = ended.executions;
    if (deleted.length === 0 && !(await hasExecutions(transaction, jobNumber, statuses))) return 'done';
    const counts = Object.entries(countByStatus(deleted)).map(([status, count]) => [status, -count]);
    await addToCounts(transaction, jobNumber, Object.fromEntries(counts));
    await announceEnded(context, transaction, effects, job, deleted, null);
    return { goOnFrom: ended.upTo };
  });
}

/** Deletes the job's own records; if the job must stay visible for longer, returns the time at which that is over. */
async function deleteWhenVisibleLongEnough(
  context: EngineContext,
  jobNumber: number,
  minimumDeletionMs: number,
): Promise<number | null> {
  return change(context.database, context.signals, async (transaction, effects) => {
    const job = await tryLockJobForDeletion(transaction, jobNumber);
    if (job === undefined || job.work !== 'DELETION') return null;
    const visibleUntil = (job.deletionStartedAt ?? 0) + minimumDeletionMs;
    if (visibleUntil > context.clock.now()) return visibleUntil;
    if (await hasExecutions(transaction, jobNumber, jobExecutionStatuses)) return context.clock.now();
    await deleteRecords(context, transaction, effects, job);
    return null;
  });
}

async function deleteRecords(
  context: EngineContext,
  transaction: Queryable,
  effects: Effects,
  job: Job,
): Promise<void> {
  const occasion = { eventId: context.newId(), now: context.clock.now() };
  await announceJobEvent(transaction, effects, job, 'deleted', occasion);
  await deleteCounts(transaction, job.jobNumber);
  await forgetDeletedExecutions(transaction, job.jobNumber);
  await deleteJobTargets(transaction, job.jobNumber);
  await deleteTags(transaction, jobArn(context.account, job.jobId));
  await deleteJobRecord(transaction, job.jobNumber);
}

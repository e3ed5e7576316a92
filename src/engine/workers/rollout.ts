/**
 * Rolls jobs out: executions in chunks, each in one transaction with the rollout's position
 * (docs/service/rollouts.md#rate-over-any-minute).
 */
import { arn } from '../../domain/arn.ts';
import type { Job } from '../../domain/job/job.ts';
import { paceAt, type RolloutTotals, ratePerMinute, withRelease } from '../../domain/rollout.ts';
import { change } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { requestCompletionCheck } from '../../store/job/completion-check.ts';
import { saveJob, tryLockJob } from '../../store/job/job.ts';
import {
  endRollout,
  findDueRollouts,
  findRollout,
  nextRelease,
  type Rollout,
  saveRollout,
} from '../../store/job/rollout.ts';
import { addToCounts, countExecutions } from '../../store/job-execution/job-execution-count.ts';
import { holdThings } from '../../store/thing/thing.ts';
import type { EngineContext } from '../context.ts';
import { walkImmediateSteps, walkSteps } from './rollout-walk.ts';

const JOBS_AT_A_TIME = 50;

/** Releases one chunk of each rollout that is due; due again at once if there were any. */
export async function runRollouts(context: EngineContext): Promise<number | null> {
  const { clock, database, quotas } = context;
  const due = await findDueRollouts(database, clock.now(), quotas.concurrentJobs, JOBS_AT_A_TIME);
  for (const jobNumber of due) {
    const began = performance.now();
    await releaseChunk(context, jobNumber);
    await context.breathe.pause(performance.now() - began);
  }
  return due.length > 0 ? clock.now() : nextRelease(database, clock.now(), quotas.concurrentJobs);
}

/** Releases what the rate allows now, at most one chunk. Skips a job that somebody else is working on. */
async function releaseChunk(context: EngineContext, jobNumber: number): Promise<void> {
  const { clock, database, quotas, signals } = context;
  await change(database, signals, async (transaction, effects) => {
    const job = await tryLockJob(transaction, jobNumber);
    const rollout = job === undefined ? undefined : await findRollout(transaction, jobNumber);
    // The job was cancelled or is being deleted: that holds even for a chunk that was about to begin.
    if (job === undefined || rollout === undefined || job.work !== 'ROLLOUT') return;
    await holdThings(transaction);
    const now = clock.now();
    const chunk = context.breathe.chunkSize();
    const totals = await totalsOf(transaction, job, rollout);
    const rate = ratePerMinute(job.rolloutConfig, totals, quotas.rolloutRatePerMinute);
    const pace =
      rate === null
        ? { allowed: chunk, nextAt: now }
        : paceAt(rate, rollout.recentReleases, now, context.smallestShare);
    const things = arn(context.account, 'thing/');
    const immediate = await walkImmediateSteps(transaction, jobNumber, things, now, chunk);
    const room = Math.min(pace.allowed, chunk - immediate.queued.length);
    const walked = await walkSteps(transaction, job, rollout, now, room);
    const queued = [...immediate.queued, ...walked.queued];
    if (queued.length > 0) {
      await addToCounts(transaction, jobNumber, { QUEUED: queued.length });
      const { jobId, namespaceId } = job;
      effects.announce({
        kind: 'executions-joined',
        jobId,
        jobNumber,
        namespaceId: namespaceId ?? undefined,
        thingNames: queued,
      });
    }
    if (walked.finished && immediate.finished) {
      await finish(transaction, job, now);
      effects.wake('completion');
      return;
    }
    const recentReleases = rate === null ? [] : withRelease(rollout.recentReleases, now, walked.queued.length);
    const { step, among, afterThingName } = walked;
    const released = rollout.released + queued.length;
    const next: Rollout = { step, among, afterThingName, released, recentReleases };
    const nextAt = immediate.finished && walked.queued.length >= pace.allowed ? pace.nextAt : now;
    await saveRollout(transaction, jobNumber, next, nextAt);
  });
}

/** Counts successes only where the rate depends on them. */
async function totalsOf(transaction: Queryable, job: Job, rollout: Rollout): Promise<RolloutTotals> {
  const criteria = job.rolloutConfig?.exponentialRate?.rateIncreaseCriteria;
  if (criteria?.numberOfSucceededThings === undefined) return { notified: rollout.released, succeeded: 0 };
  const { SUCCEEDED: succeeded = 0 } = await countExecutions(transaction, job.jobNumber);
  return { notified: rollout.released, succeeded };
}

async function finish(transaction: Queryable, job: Job, now: number): Promise<void> {
  await endRollout(transaction, job.jobNumber);
  await saveJob(transaction, { ...job, work: 'NONE', lastUpdatedAt: now });
  await requestCompletionCheck(transaction, job.jobNumber, 'nothing ended');
}

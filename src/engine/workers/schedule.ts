/**
 * Starts jobs at their start times, opens and closes their windows, and ends them at their end times
 * (docs/service/jobs.md#job-states).
 */
import type { Job } from '../../domain/job/job.ts';
import { decideSchedule, type ScheduleStep, scheduleOf } from '../../domain/job/schedule.ts';
import { change, type Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { requestCompletionCheck } from '../../store/job/completion-check.ts';
import { lockJobByNumber, saveJob } from '../../store/job/job.ts';
import { beginCancellation } from '../../store/job/job-cancellation.ts';
import { countConcurrentJobs, findDueSchedules, nextScheduleDue } from '../../store/job/job-schedule.ts';
import { endRollout } from '../../store/job/rollout.ts';
import type { EngineContext } from '../context.ts';
import { closeForDevices, openForDevices } from './window.ts';

const JOBS_AT_A_TIME = 100;

/** Follows all schedules that are due, in the order of their due times, and is due again with the next one. */
export async function runSchedules(context: EngineContext): Promise<number | null> {
  const { clock, database } = context;
  for (const jobNumber of await findDueSchedules(database, clock.now(), JOBS_AT_A_TIME)) {
    if (context.isStopping()) break;
    await follow(context, jobNumber);
  }
  return nextScheduleDue(database);
}

/**
 * Does what the schedule demands by now. Only the locked job and the present count, since another process may have done
 * it already.
 */
async function follow(context: EngineContext, jobNumber: number): Promise<void> {
  const { clock, database, signals } = context;
  await change(database, signals, async (transaction, effects) => {
    const job = await lockJobByNumber(transaction, jobNumber);
    if (job === undefined) return;
    const schedule = scheduleOf(job.schedulingConfig);
    const nothing = { step: 'nothing', dueAt: null } as const;
    const { dueAt, step } = schedule === null ? nothing : decideSchedule(job, schedule, clock.now());
    await take(context, transaction, effects, { ...job, scheduleDueAt: dueAt }, step);
  });
}

/** Takes a step with a job whose next due time is already set, and saves the job. */
async function take(
  context: EngineContext,
  transaction: Queryable,
  effects: Effects,
  job: Job,
  step: ScheduleStep,
): Promise<void> {
  const now = context.clock.now();
  const occasion = { eventId: context.newId(), now };
  switch (step) {
    case 'nothing':
      return saveJob(transaction, job);
    case 'start':
      if ((await countConcurrentJobs(transaction, context.quotas.concurrentJobs)) >= context.quotas.concurrentJobs) {
        const comment = fullComment(context.quotas.concurrentJobs);
        await beginCancellation(transaction, effects, job, { force: false, comment }, occasion);
        return;
      }
      return openForDevices(transaction, effects, { ...job, schedulePhase: 'STARTED' }, now);
    case 'open':
      return openForDevices(transaction, effects, job, now);
    case 'close':
      return closeForDevices(transaction, effects, job, now);
    case 'stop rollout':
      return stopRollout(transaction, effects, job, now);
    case 'cancel':
    case 'cancel with force': {
      const comment = `Canceled: the end time ${job.schedulingConfig?.endTime ?? ''} was reached.`;
      await beginCancellation(transaction, effects, job, { force: step === 'cancel with force', comment }, occasion);
    }
  }
}

function fullComment(quota: number): string {
  return `Canceled: the start time was reached while ${quota} jobs were rolling out or cancelling, the most that can at a time.`;
}

/** Ends the rollout. The completion check then completes the job, at once or when its pending executions have ended. */
async function stopRollout(transaction: Queryable, effects: Effects, job: Job, now: number): Promise<void> {
  await endRollout(transaction, job.jobNumber);
  await saveJob(transaction, { ...job, work: 'NONE', schedulePhase: 'ENDED', lastUpdatedAt: now });
  await requestCompletionCheck(transaction, job.jobNumber, 'nothing ended');
  effects.wake('completion');
  // A rollout that waited for its turn may have it now.
  effects.wake('rollout');
}

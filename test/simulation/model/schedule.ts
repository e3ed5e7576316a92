/** Start times, end times and daily windows (docs/service/jobs.md#job-states). */
import type { Schedule } from '../operation.ts';
import { endJob } from './operator.ts';
import { positionOf, reach } from './reach.ts';
import { endExecution, isPending, type Job, type Model } from './state.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** More boundaries than this between two looks at a job tell nothing new. */
const LOOKS = 20;

const dayOf = (at: number) => Math.floor(at / DAY) * DAY;

function isOpen({ startsAt, window }: Schedule, at: number): boolean {
  if (startsAt !== undefined && startsAt > at) return false;
  if (window === undefined) return true;
  // A window may reach into the next day.
  return [dayOf(at) - DAY, dayOf(at)].some((day) => {
    const opening = day + window.minuteOfDay * MINUTE;
    return opening <= at && at < opening + window.durationMinutes * MINUTE;
  });
}

/** When a schedule may next change anything, after `at`; undefined if it never will. */
function nextBoundary({ endsAt, startsAt, window }: Schedule, at: number): number | undefined {
  const moments = [startsAt, endsAt];
  for (let day = dayOf(at) - DAY; window !== undefined && day <= dayOf(at) + DAY; day += DAY) {
    const opening = day + window.minuteOfDay * MINUTE;
    moments.push(opening, opening + window.durationMinutes * MINUTE);
  }
  const later = moments.filter((moment) => moment !== undefined && moment > at).map(Number);
  return later.length === 0 ? undefined : Math.min(...later);
}

const isAlive = ({ ended, status }: Job) => !ended && (status === 'SCHEDULED' || status === 'IN_PROGRESS');

/** How a job begins: at once, without a start time and without windows. */
export function beginsScheduled(schedule: Schedule | undefined): boolean {
  return schedule?.startsAt !== undefined || schedule?.window !== undefined;
}

export function nextScheduled(model: Model, job: Job): number | null {
  if (job.schedule === undefined || !isAlive(job)) return null;
  // A job that was made while its window is open starts in this moment.
  if (job.status === 'SCHEDULED' && isOpen(job.schedule, model.now)) return model.now;
  return nextBoundary(job.schedule, job.lookedAt) ?? null;
}

/** What a schedule does to its job by the present. */
export function followSchedule(model: Model, job: Job): void {
  const { schedule } = job;
  if (schedule === undefined) return;
  if (!isAlive(job)) {
    coverDead(model, job, schedule);
    return;
  }
  const isOver = schedule.endsAt !== undefined && schedule.endsAt <= model.now;
  if (isOver) endSchedule(model, job, schedule);
  else if (job.status === 'SCHEDULED') {
    if (isOpen(schedule, model.now)) start(model, job);
    else coverDead(model, job, schedule);
  } else if (!isOpen(schedule, model.now)) {
    model.cover.job('IN_PROGRESS', 'pause');
    job.status = 'SCHEDULED';
  }
  job.lookedAt = model.now;
}

/** Openings and closings that pass a job by. */
function coverDead(model: Model, job: Job, schedule: Schedule): void {
  let at = nextBoundary(schedule, job.lookedAt);
  for (let looks = 0; looks < LOOKS && at !== undefined && at <= model.now; looks += 1) {
    if (isOpen(schedule, at) && !isOpen(schedule, at - 1)) model.cover.job(job.status, 'start');
    else if (schedule.window !== undefined && at !== schedule.endsAt && at !== schedule.startsAt) {
      const wasOpening = (at - schedule.window.minuteOfDay * MINUTE) % DAY === 0;
      if (!wasOpening) model.cover.job(job.status, 'pause');
    }
    at = nextBoundary(schedule, at);
  }
  job.lookedAt = model.now;
}

/** Runs, again or for the first time; who joined or left meanwhile is followed now. */
function start(model: Model, job: Job): void {
  model.cover.job('SCHEDULED', 'start');
  job.status = 'IN_PROGRESS';
  job.lastProgressAt = model.now;
  const isReached = (thing: string) => positionOf(model, job.targets, thing) >= 0;
  for (const thing of job.joinedMeanwhile) if (model.things.has(thing) && isReached(thing)) reach(model, job, thing);
  for (const execution of job.executions) {
    if (!job.leftMeanwhile.has(execution.thing) || isReached(execution.thing)) continue;
    model.cover.execution(execution.status, 'remove');
    if (isPending(execution)) endExecution(model, job, execution, 'REMOVED', undefined);
  }
  job.joinedMeanwhile.clear();
  job.leftMeanwhile.clear();
}

function endSchedule(model: Model, job: Job, { endBehavior = 'STOP_ROLLOUT' }: Schedule): void {
  if (endBehavior !== 'STOP_ROLLOUT') {
    const force = endBehavior === 'FORCE_CANCEL';
    model.cover.job(job.status, force ? 'cancel with force' : 'cancel');
    endJob(model, job, force);
    return;
  }
  job.ended = true;
  job.isRollingOut = false;
  job.waiting.clear();
  job.joinedMeanwhile.clear();
  job.mayLook = true;
  // What is left may be finished: the job runs for as long as that takes.
  if (job.status === 'SCHEDULED' && job.executions.some(isPending)) {
    model.cover.job('SCHEDULED', 'start');
    job.status = 'IN_PROGRESS';
  }
}

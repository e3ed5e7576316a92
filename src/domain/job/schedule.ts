/** When a job may run, and what its schedule does to it next (`jobs.md` 7.1 and 11.5); pure. */

import { parseDateTime } from '../../lib/date-time-text.ts';
import { MINUTE_MS } from '../../lib/duration.ts';
import { type Occurrences, parseCron } from '../aws-cron.ts';
import type { Job } from './job.ts';
import type { JobStatus, SchedulePhase } from './status.ts';

const UPCOMING_WINDOWS = 7;

export type EndBehavior = NonNullable<NonNullable<Job['schedulingConfig']>['endBehavior']>;

/** A schedule as it is followed. Instants are milliseconds since the epoch. */
export interface Schedule {
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  readonly endBehavior: EndBehavior;
  readonly window: { readonly openings: Occurrences; readonly durationMs: number } | null;
}

/** Reads a configuration in which `schedulingProblem` finds nothing wrong; null if it asks for nothing. */
export function scheduleOf(config: Job['schedulingConfig']): Schedule | null {
  const [window] = config?.maintenanceWindows ?? [];
  const startsAt = instantOf(config?.startTime);
  const endsAt = instantOf(config?.endTime);
  if (startsAt === null && endsAt === null && window === undefined) return null;
  return {
    startsAt,
    endsAt,
    endBehavior: config?.endBehavior ?? 'STOP_ROLLOUT',
    window:
      window === undefined
        ? null
        : { openings: parseCron(window.startTime), durationMs: window.durationInMinutes * MINUTE_MS },
  };
}

function instantOf(text: string | undefined): number | null {
  return text === undefined ? null : (parseDateTime(text) ?? null);
}

/** `open`: the job may run. `closed`: it waits for its start or for a window. `over`: the end time is reached. */
export type Situation = 'closed' | 'open' | 'over';

/** How things stand at `now`, and the next instant at which they may stand otherwise; null if they never will. */
export function situationAt(
  { endsAt, startsAt, window }: Schedule,
  now: number,
): { readonly situation: Situation; readonly until: number | null } {
  if (endsAt !== null && endsAt <= now) return { situation: 'over', until: null };
  if (startsAt !== null && startsAt > now) return { situation: 'closed', until: startsAt };
  if (window === null) return { situation: 'open', until: endsAt };
  const { durationMs, openings } = window;
  // The oldest window that may still be open. One that opened before the start time counts from the start time on.
  const opening = openings.after(now - durationMs);
  if (opening === null || opening > now) return { situation: 'closed', until: earlier(opening, endsAt) };
  return { situation: 'open', until: earlier(opening + durationMs, endsAt) };
}

function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** What a schedule does to its job. */
export type ScheduleStep =
  | 'nothing'
  /** The job runs for the first time, for which there must be room. */
  | 'start'
  /** It runs again. */
  | 'open'
  /** It waits for the next window. */
  | 'close'
  /** The end time with STOP_ROLLOUT: nothing more is rolled out. */
  | 'stop rollout'
  | 'cancel'
  | 'cancel with force';

type EndStep = Extract<ScheduleStep, 'stop rollout' | 'cancel' | 'cancel with force'>;

const endSteps: Readonly<Record<EndBehavior, EndStep>> = {
  STOP_ROLLOUT: 'stop rollout',
  CANCEL: 'cancel',
  FORCE_CANCEL: 'cancel with force',
};

const steps: Readonly<Record<JobStatus, Readonly<Record<Situation, 'nothing' | 'run' | 'close' | 'end'>>>> = {
  SCHEDULED: { closed: 'nothing', open: 'run', over: 'end' },
  IN_PROGRESS: { closed: 'close', open: 'nothing', over: 'end' },
  CANCELED: { closed: 'nothing', open: 'nothing', over: 'nothing' },
  COMPLETED: { closed: 'nothing', open: 'nothing', over: 'nothing' },
  DELETION_IN_PROGRESS: { closed: 'nothing', open: 'nothing', over: 'nothing' },
};

export interface ScheduleDecision {
  readonly step: ScheduleStep;
  /** When to decide again; null if the schedule has nothing more to do. */
  readonly dueAt: number | null;
}

/** What follows for a job from its schedule at `now`. However late it is asked, the present alone decides. */
export function decideSchedule(
  job: { readonly status: JobStatus; readonly schedulePhase: SchedulePhase | null },
  schedule: Schedule,
  now: number,
): ScheduleDecision {
  const { situation, until } = situationAt(schedule, now);
  const step = job.schedulePhase === 'ENDED' ? 'nothing' : steps[job.status][situation];
  const isAlive = job.schedulePhase !== 'ENDED' && (job.status === 'SCHEDULED' || job.status === 'IN_PROGRESS');
  switch (step) {
    case 'nothing':
    case 'close':
      return { step, dueAt: isAlive ? until : null };
    case 'run':
      return { step: job.schedulePhase === 'WAITING' ? 'start' : 'open', dueAt: until };
    case 'end':
      return { step: endSteps[schedule.endBehavior], dueAt: null };
  }
}

/** How a new job begins: at once without a start time and without windows, otherwise as SCHEDULED. */
export function scheduledBeginning(
  schedule: Schedule | null,
  now: number,
): Pick<Job, 'status' | 'work' | 'schedulePhase' | 'scheduleDueAt'> {
  if (schedule === null) return { status: 'IN_PROGRESS', work: 'ROLLOUT', schedulePhase: null, scheduleDueAt: null };
  if (schedule.startsAt === null && schedule.window === null) {
    return { status: 'IN_PROGRESS', work: 'ROLLOUT', schedulePhase: 'STARTED', scheduleDueAt: schedule.endsAt };
  }
  const { situation, until } = situationAt(schedule, now);
  const scheduleDueAt = situation === 'open' ? now : until;
  return { status: 'SCHEDULED', work: 'NONE', schedulePhase: 'WAITING', scheduleDueAt };
}

/** When the next windows open after `now`, at most seven. */
export function upcomingWindows({ endsAt, startsAt, window }: Schedule, now: number): number[] {
  const upcoming: number[] = [];
  // One that opens at the start time itself is a window of the job.
  let opening = window?.openings.after(Math.max(now, (startsAt ?? 0) - 1)) ?? null;
  while (window !== null && opening !== null && opening < (endsAt ?? Infinity) && upcoming.length < UPCOMING_WINDOWS) {
    upcoming.push(opening);
    opening = window.openings.after(opening);
  }
  return upcoming;
}

/** Whether devices are not shown the queued executions of a job, nor told of their end (`jobs.md` 11.5). */
export function hidesQueued(job: Pick<Job, 'status' | 'queuedHidden'>): boolean {
  return job.status === 'SCHEDULED' || job.queuedHidden;
}

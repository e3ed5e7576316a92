/** When a job may run, and what its schedule does to it next (docs/service/jobs.md#job-states); pure. */

import { parseDateTime } from '../../lib/date-time-text.ts';
import { MINUTE_MS } from '../../lib/duration.ts';
import { type Occurrences, parseCron } from '../aws-cron.ts';
import type { Job } from './job.ts';
import type { JobStatus, SchedulePhase } from './status.ts';

const UPCOMING_WINDOWS = 7;

export type EndBehavior = NonNullable<NonNullable<Job['schedulingConfig']>['endBehavior']>;

/** A schedule ready to be followed. Instants are milliseconds since the epoch. */
export interface Schedule {
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  readonly endBehavior: EndBehavior;
  readonly window: { readonly openings: Occurrences; readonly durationMs: number } | null;
}

/** The schedule of a configuration that `schedulingProblem` accepts; null if it asks for none. */
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

/** The situation at `now`, and the next instant at which it may change; null if it never will. */
export function situationAt(
  { endsAt, startsAt, window }: Schedule,
  now: number,
): { readonly situation: Situation; readonly until: number | null } {
  if (endsAt !== null && endsAt <= now) return { situation: 'over', until: null };
  if (startsAt !== null && startsAt > now) return { situation: 'closed', until: startsAt };
  if (window === null) return { situation: 'open', until: endsAt };
  const { durationMs, openings } = window;
  // The oldest window that may still be open. A window that opened before the start time counts from the start time on.
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
  /** The job runs for the first time, which needs a free place among the concurrent jobs. */
  | 'start'
  /** The job runs again. */
  | 'open'
  /** The job waits for the next window. */
  | 'close'
  /** The end time came with STOP_ROLLOUT: nothing more is rolled out. */
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
  /** The time of the next decision; null if the schedule has nothing more to do. */
  readonly dueAt: number | null;
}

/** What a job's schedule does to it at `now`. Only the present counts, however late this is asked. */
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

/** How a new job begins: at once if it has neither start time nor windows, otherwise as SCHEDULED. */
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
  // A window that opens exactly at the start time belongs to the job.
  let opening = window?.openings.after(Math.max(now, (startsAt ?? 0) - 1)) ?? null;
  while (window !== null && opening !== null && opening < (endsAt ?? Infinity) && upcoming.length < UPCOMING_WINDOWS) {
    upcoming.push(opening);
    opening = window.openings.after(opening);
  }
  return upcoming;
}

/**
 * True if devices neither see the queued executions of a job nor are told of their end
 * (docs/service/jobs.md#maintenance-windows).
 */
export function hidesQueued(job: Pick<Job, 'status' | 'queuedHidden'>): boolean {
  return job.status === 'SCHEDULED' || job.queuedHidden;
}

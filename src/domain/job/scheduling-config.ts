/**
 * The rules for a job's schedule (docs/service/jobs.md#maintenance-windows,
 * docs/service/limits.md#times-of-a-schedule).
 */

import { parseDateTime } from '../../lib/date-time-text.ts';
import { CronProblem, parseCron } from '../aws-cron.ts';
import type { Job } from './job.ts';
import type { TargetSelection } from './status.ts';

type SchedulingConfig = NonNullable<Job['schedulingConfig']>;

const SHORTEST_MS = 30 * 60_000;
const START_YEARS = 1;
const END_YEARS = 2;
const MAXIMUM_WINDOWS = 1;

/** What is wrong with a schedule that is given at `now`, for the caller to read; undefined if nothing is. */
export function schedulingProblem(
  config: SchedulingConfig | undefined,
  targetSelection: TargetSelection,
  now: number,
): string | undefined {
  if (config === undefined) return undefined;
  const { endTime, startTime, maintenanceWindows = [] } = config;
  return (
    timesProblem(startTime, endTime, now) ??
    selectionProblem(maintenanceWindows, targetSelection) ??
    windowsProblem(maintenanceWindows, now)
  );
}

type MaintenanceWindows = NonNullable<SchedulingConfig['maintenanceWindows']>;

function selectionProblem(windows: MaintenanceWindows, targetSelection: TargetSelection): string | undefined {
  if (windows.length === 0 || targetSelection === 'CONTINUOUS') return undefined;
  return 'maintenanceWindows are for jobs whose targetSelection is CONTINUOUS.';
}

function timesProblem(startTime: string | undefined, endTime: string | undefined, now: number): string | undefined {
  const startsAt = startTime === undefined ? undefined : parseDateTime(startTime);
  const endsAt = endTime === undefined ? undefined : parseDateTime(endTime);
  if (startTime !== undefined && startsAt === undefined) return notDateTime('startTime', startTime);
  if (endTime !== undefined && endsAt === undefined) return notDateTime('endTime', endTime);
  return (
    spanProblem('startTime', startsAt, now, 'now', START_YEARS) ??
    spanProblem('endTime', endsAt, now, 'now', END_YEARS) ??
    (startsAt === undefined ? undefined : spanProblem('endTime', endsAt, startsAt, 'startTime', END_YEARS))
  );
}

function notDateTime(member: string, text: string): string {
  return `schedulingConfig.${member}: ${text} is not a date and time. Write it as 2030-01-31T22:00Z or 2030-01-31 22:00 (UTC).`;
}

/** Checks that an instant lies at least 30 minutes and at most some calendar years after another. */
function spanProblem(member: string, at: number | undefined, after: number, afterName: string, years: number) {
  if (at === undefined) return undefined;
  const latest = new Date(after);
  latest.setUTCFullYear(latest.getUTCFullYear() + years);
  if (at - after >= SHORTEST_MS && at <= latest.getTime()) return undefined;
  const most = years === 1 ? 'one year' : `${years} years`;
  return `schedulingConfig.${member} must be at least 30 minutes and at most ${most} after ${afterName}.`;
}

/**
 * What is wrong with the maintenance windows of a job or a template, for the caller to read; undefined if nothing is.
 */
export function windowsProblem(windows: MaintenanceWindows, now: number): string | undefined {
  if (windows.length > MAXIMUM_WINDOWS) return `A job can have at most ${MAXIMUM_WINDOWS} maintenance window.`;
  const [window] = windows;
  if (window === undefined) return undefined;
  const problem = cronProblem(window.startTime, now);
  return problem === undefined
    ? undefined
    : `maintenanceWindows.startTime ${window.startTime} cannot be used: ${problem}.`;
}

function cronProblem(expression: string, now: number): string | undefined {
  try {
    return parseCron(expression).after(now) === null ? 'it names no moment from now on' : undefined;
  } catch (error) {
    if (error instanceof CronProblem) return error.message;
    throw error;
  }
}

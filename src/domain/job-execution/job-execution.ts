/** A job execution and everything that can happen to it; pure: time and configuration are handed in. */
import { MINUTE_MS } from '../../lib/duration.ts';
import type { JobExecutionStatus } from './status.ts';
import { type JobExecutionEvent, nextStatus } from './transitions.ts';

export type StatusDetails = Readonly<Record<string, string>>;

/** One execution record. Times are milliseconds since the epoch. */
export interface JobExecution {
  readonly thingName: string;
  readonly jobNumber: number;
  readonly executionNumber: number;
  readonly status: JobExecutionStatus;
  /** 1 when queued, one more with each accepted change. */
  readonly versionNumber: number;
  readonly retryAttempt: number;
  /** How many of the retries so far followed a FAILED attempt. */
  readonly retriesOfFailure: number;
  readonly forceCanceled: boolean;
  /** null when empty. */
  readonly statusDetails: StatusDetails | null;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly lastUpdatedAt: number;
  /** When the in-progress timer of the job's timeoutConfig runs out. */
  readonly inProgressTimeoutAt: number | null;
  /** When the execution times out: the earlier of the in-progress timer and the step timer. */
  readonly timeoutAt: number | null;
}

/** What a device reports with start-next or an update. */
export interface DeviceReport {
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'REJECTED';
  /** Replaces the stored details as a whole; if absent, they stay. */
  readonly statusDetails?: StatusDetails | undefined;
  /** Restarts the step timer; -1 stops it; if absent, it stays as it is. */
  readonly stepTimeoutInMinutes?: number | undefined;
}

/**
 * The execution after a device's report, or `refused`. The in-progress timer starts with the first IN_PROGRESS and
 * never restarts; the step timer never outlasts it (docs/service/timers.md#in-progress-timer).
 */
export function report(
  execution: JobExecution,
  said: DeviceReport,
  inProgressTimeoutMinutes: number | null,
  now: number,
): JobExecution | 'refused' {
  const status = nextStatus(execution.status, `device reports ${said.status}`);
  if (status === 'refused' || status === 'deleted') return 'refused';
  const statusDetails = said.statusDetails === undefined ? execution.statusDetails : nonEmpty(said.statusDetails);
  const { startedAt } = execution;
  if (status !== 'IN_PROGRESS') {
    return changed(execution, { status, statusDetails, startedAt, inProgressTimeoutAt: null, timeoutAt: null }, now);
  }
  if (execution.status === 'IN_PROGRESS') {
    const { inProgressTimeoutAt, timeoutAt } = execution;
    const reported = changed(execution, { status, statusDetails, startedAt, inProgressTimeoutAt, timeoutAt }, now);
    return withStepTimer(reported, said.stepTimeoutInMinutes, now);
  }
  const inProgressTimeoutAt = inProgressTimeoutMinutes === null ? null : now + inProgressTimeoutMinutes * MINUTE_MS;
  const timeoutAt = inProgressTimeoutAt;
  const started = changed(execution, { status, statusDetails, startedAt: now, inProgressTimeoutAt, timeoutAt }, now);
  return withStepTimer(started, said.stepTimeoutInMinutes, now);
}

type Change = Pick<JobExecution, 'status' | 'statusDetails' | 'startedAt' | 'inProgressTimeoutAt' | 'timeoutAt'>;

/**
 * The next version. The members are listed one by one because this runs for each report, and a spread whose members are
 * overridden is several times slower.
 */
function changed(execution: JobExecution, change: Change, now: number): JobExecution {
  return {
    thingName: execution.thingName,
    jobNumber: execution.jobNumber,
    executionNumber: execution.executionNumber,
    status: change.status,
    versionNumber: execution.versionNumber + 1,
    retryAttempt: execution.retryAttempt,
    retriesOfFailure: execution.retriesOfFailure,
    forceCanceled: execution.forceCanceled,
    statusDetails: change.statusDetails,
    queuedAt: execution.queuedAt,
    startedAt: change.startedAt,
    lastUpdatedAt: now,
    inProgressTimeoutAt: change.inProgressTimeoutAt,
    timeoutAt: change.timeoutAt,
  };
}

/** Restarts or stops the step timer; the effective deadline is the earlier of both timers. */
export function withStepTimer(
  execution: JobExecution,
  stepTimeoutInMinutes: number | undefined,
  now: number,
): JobExecution {
  if (stepTimeoutInMinutes === undefined) return execution;
  if (stepTimeoutInMinutes === -1) return { ...execution, timeoutAt: execution.inProgressTimeoutAt };
  const step = now + stepTimeoutInMinutes * MINUTE_MS;
  return { ...execution, timeoutAt: Math.min(step, execution.inProgressTimeoutAt ?? step) };
}

/** The execution after the service or an operator ended it, or `refused`. */
export function end(
  execution: JobExecution,
  event: Extract<JobExecutionEvent, 'timer runs out' | 'cancel' | 'cancel with force' | 'remove'>,
  now: number,
  statusDetails?: StatusDetails,
): JobExecution | 'refused' {
  const status = nextStatus(execution.status, event);
  if (status === 'refused' || status === 'deleted') return 'refused';
  return {
    ...execution,
    status,
    versionNumber: execution.versionNumber + 1,
    lastUpdatedAt: now,
    forceCanceled: event === 'cancel with force',
    statusDetails: statusDetails === undefined ? execution.statusDetails : nonEmpty(statusDetails),
    inProgressTimeoutAt: null,
    timeoutAt: null,
  };
}

/** Whole seconds until the execution times out, never negative; undefined while no timer runs. */
export function approximateSecondsBeforeTimedOut(execution: JobExecution, now: number): number | undefined {
  if (execution.timeoutAt === null || execution.status !== 'IN_PROGRESS') return undefined;
  return Math.max(0, Math.floor((execution.timeoutAt - now) / 1000));
}

function nonEmpty(details: StatusDetails): StatusDetails | null {
  return Object.keys(details).length === 0 ? null : details;
}

/** What is known of a job's progress at a moment, and what follows from two of them: rate and time to go. */

import type { OutputOf } from '../../contract/operation.ts';
import type { describeJob } from '../../contract/operations/job/describe-job.ts';

export type Job = NonNullable<OutputOf<typeof describeJob>['job']>;

export interface Progress {
  readonly status: string;
  readonly succeeded: number;
  /** Failed, timed out and rejected. */
  readonly failed: number;
  /** Canceled and removed. */
  readonly canceled: number;
  readonly inProgress: number;
  readonly queued: number;
  /** Executions per minute that the job lets its rollout create at most; undefined where it sets no limit. */
  readonly limitPerMinute: number | undefined;
  /** Where its rate begins, if it grows. */
  readonly growsFromPerMinute: number | undefined;
}

export function progressOf(job: Job): Progress {
  const details = job.jobProcessDetails ?? {};
  const rollout = job.jobExecutionsRolloutConfig;
  return {
    status: job.status ?? 'IN_PROGRESS',
    succeeded: details.numberOfSucceededThings ?? 0,
    failed:
      (details.numberOfFailedThings ?? 0) +
      (details.numberOfTimedOutThings ?? 0) +
      (details.numberOfRejectedThings ?? 0),
    canceled: (details.numberOfCanceledThings ?? 0) + (details.numberOfRemovedThings ?? 0),
    inProgress: details.numberOfInProgressThings ?? 0,
    queued: details.numberOfQueuedThings ?? 0,
    limitPerMinute: rollout?.maximumPerMinute,
    growsFromPerMinute: rollout?.exponentialRate?.baseRatePerMinute,
  };
}

export function finished({ canceled, failed, succeeded }: Progress): number {
  return succeeded + failed + canceled;
}

export function total(progress: Progress): number {
  return finished(progress) + progress.inProgress + progress.queued;
}

/** Whether nothing more will happen by itself. */
export function isOver({ status }: Progress): boolean {
  return status === 'COMPLETED' || status === 'CANCELED';
}

interface Sample {
  readonly atMs: number;
  readonly finished: number;
}

const WINDOW_MS = 60_000;

/** For example `rollout limit 50/min`; undefined where the job leaves it to the server. */
export function limitText({ growsFromPerMinute, limitPerMinute }: Progress): string | undefined {
  const most = limitPerMinute === undefined ? undefined : `${limitPerMinute}/min`;
  if (growsFromPerMinute === undefined) return most === undefined ? undefined : `rollout limit ${most}`;
  return `rollout limit from ${growsFromPerMinute}/min up${most === undefined ? '' : ` to ${most}`}`;
}

/** How fast executions finish, over the last minute. */
export class Pace {
  #samples: readonly Sample[] = [];

  add(progress: Progress, nowMs: number): void {
    const sample = { atMs: nowMs, finished: finished(progress) };
    // The newest one that is older than the window stays, so that the window is always covered.
    const recent = this.#samples.filter((_, index) => (this.#samples[index + 1]?.atMs ?? nowMs) > nowMs - WINDOW_MS);
    this.#samples = [...recent, sample];
  }

  /** Executions per minute; undefined until something can be said. */
  get perMinute(): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs === first.atMs) return undefined;
    return Math.max(0, ((last.finished - first.finished) * 60_000) / (last.atMs - first.atMs));
  }

  /** Milliseconds until all executions that exist have finished, at this pace. */
  timeToGoMs(progress: Progress): number | undefined {
    const left = total(progress) - finished(progress);
    const { perMinute } = this;
    return perMinute === undefined || perMinute === 0 ? undefined : (left / perMinute) * 60_000;
  }
}

/** For example `2h 5m`, `3m 20s`, `12s`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  if (days > 0) return hours > 0 ? `${days}d ${hours}h` : `${days}d`;
  if (hours > 0) return minutes > 0 ? `${hours}h ${minutes}m` : `${hours}h`;
  if (minutes > 0) return seconds % 60 > 0 ? `${minutes}m ${seconds % 60}s` : `${minutes}m`;
  return `${seconds}s`;
}

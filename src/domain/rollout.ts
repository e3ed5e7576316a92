/** How fast a rollout may go (`jobs.md` 11.1): never more than its rate over any minute, spread evenly, first ones at once. */

import { MINUTE_MS } from '../lib/duration.ts';
import type { Job } from './job/job.ts';

type ExponentialRate = NonNullable<NonNullable<Job['rolloutConfig']>['exponentialRate']>;

/** [time, how many executions were released at it], oldest first. */
export type Release = readonly [number, number];

export interface RolloutPace {
  /** How many executions may be released now. */
  readonly allowed: number;
  /** When to look again if it is not over by then. */
  readonly nextAt: number;
}

const SHORTEST_TICK = 1_000;

/** What the rate depends on: how many executions were released so far, and how many succeeded. */
export interface RolloutTotals {
  readonly notified: number;
  readonly succeeded: number;
}

/**
 * The rate in force: the job's own, constant or exponential, or the account's quota, which is the default and the ceiling.
 * null is without limit.
 */
export function ratePerMinute(
  config: Job['rolloutConfig'],
  totals: RolloutTotals,
  quota: number | null,
): number | null {
  const limits = [quota, config?.maximumPerMinute ?? null, exponentialRate(config?.exponentialRate, totals)];
  const known = limits.filter((limit) => limit !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** The base, multiplied by the factor each time a criterion was met once more; of two criteria the one that was met more often. */
function exponentialRate(rate: ExponentialRate | undefined, totals: RolloutTotals): number | null {
  if (rate === undefined) return null;
  const { numberOfNotifiedThings, numberOfSucceededThings } = rate.rateIncreaseCriteria;
  const steps = Math.max(
    timesMet(totals.notified, numberOfNotifiedThings),
    timesMet(totals.succeeded, numberOfSucceededThings),
  );
  return Math.max(1, Math.round(rate.baseRatePerMinute * rate.incrementFactor ** steps));
}

function timesMet(total: number, criterion: number | undefined): number {
  return criterion === undefined ? 0 : Math.floor(total / criterion);
}

/**
 * What may be released at `now` at a rate per minute: an even share once a second, or less often where that would be less
 * than `smallestShare`; and never more than the rate in the minute that ends now. A share that fell due while nobody was
 * looking is not made up for.
 */
export function paceAt(rate: number, recent: readonly Release[], now: number, smallestShare = 1): RolloutPace {
  const lastMinute = recent.filter(([time]) => time > now - MINUTE_MS);
  const released = lastMinute.reduce((sum, [, count]) => sum + count, 0);
  const left = rate - released;
  if (left <= 0) {
    const [oldest] = lastMinute[0] ?? [now];
    return { allowed: 0, nextAt: oldest + MINUTE_MS };
  }
  const share = Math.min(rate, Math.max(smallestShare, Math.ceil((rate * SHORTEST_TICK) / MINUTE_MS)));
  // A share is rounded up, so the last of a minute may find less left; rounding the tick up instead would lose whole ticks.
  const tick = Math.max(SHORTEST_TICK, Math.floor(((share - 1) * MINUTE_MS) / rate) + 1, Math.ceil(MINUTE_MS / rate));
  const last = lastMinute.at(-1);
  if (last !== undefined && last[0] + tick > now) return { allowed: 0, nextAt: last[0] + tick };
  return { allowed: Math.min(share, left), nextAt: now + tick };
}

/** The releases that still count at `now`, with one more. */
export function withRelease(recent: readonly Release[], now: number, count: number): Release[] {
  const counting = recent.filter(([time]) => time > now - MINUTE_MS);
  return count === 0 ? counting : [...counting, [now, count]];
}

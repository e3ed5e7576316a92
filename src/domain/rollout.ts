/**
 * How fast a rollout may go (docs/service/rollouts.md#rate-over-any-minute): never above its rate in any minute, spread
 * evenly, and starting at once.
 */

import { MINUTE_MS } from '../lib/duration.ts';
import type { Job } from './job/job.ts';

type ExponentialRate = NonNullable<NonNullable<Job['rolloutConfig']>['exponentialRate']>;

/** [time, number of executions released at it], oldest first. */
export type Release = readonly [number, number];

export interface RolloutPace {
  /** The number of executions that may be released now. */
  readonly allowed: number;
  /** When to look again, if the rollout is not finished by then. */
  readonly nextAt: number;
}

const SHORTEST_TICK = 1_000;

/** What the rate depends on: how many executions were released so far, and how many succeeded. */
export interface RolloutTotals {
  readonly notified: number;
  readonly succeeded: number;
}

/**
 * The rate in force: the job's own rate, constant or exponential, or else the account's quota, which is also the
 * ceiling. null means without limit.
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

/**
 * The base rate, multiplied by the factor each time a criterion is met again. Of two criteria, the one met more often
 * counts.
 */
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
 * What may be released at `now`: an even share once a second, or less often if the share would be smaller than
 * `smallestShare`; and never more than the rate in the minute that ends now. Shares that fell due while nobody was
 * looking are not made up for.
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
  // A share is rounded up, so the last share of a minute may be smaller; rounding the tick up instead would lose whole
  // ticks.
  const tick = Math.max(SHORTEST_TICK, Math.floor(((share - 1) * MINUTE_MS) / rate) + 1, Math.ceil(MINUTE_MS / rate));
  const last = lastMinute.at(-1);
  if (last !== undefined && last[0] + tick > now) return { allowed: 0, nextAt: last[0] + tick };
  return { allowed: Math.min(share, left), nextAt: now + tick };
}

/** The releases that still count at `now`, with a new one added. */
export function withRelease(recent: readonly Release[], now: number, count: number): Release[] {
  const counting = recent.filter(([time]) => time > now - MINUTE_MS);
  return count === 0 ? counting : [...counting, [now, count]];
}

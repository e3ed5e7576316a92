/** How fast a rollout may go (`jobs.md` 11.1): never more than its rate over any minute, spread evenly, first ones at once. */

/** [time, how many executions were released at it], oldest first. */
export type Release = readonly [number, number];

export interface RolloutPace {
  /** How many executions may be released now. */
  readonly allowed: number;
  /** When to look again if it is not over by then. */
  readonly nextAt: number;
}

const MINUTE = 60_000;
const TICK = 1_000;

/** The rate in force: the job's own or the account's quota, which is also the default; null is without limit. */
export function ratePerMinute(maximumPerMinute: number | undefined, quota: number | null): number | null {
  if (maximumPerMinute === undefined) return quota;
  return quota === null ? maximumPerMinute : Math.min(maximumPerMinute, quota);
}

/**
 * What may be released at `now` at a rate per minute: an even share for each second, and never more than the rate in the
 * minute that ends now. A share that fell due while nobody was looking is not made up for.
 */
export function paceAt(rate: number, recent: readonly Release[], now: number): RolloutPace {
  const lastMinute = recent.filter(([time]) => time > now - MINUTE);
  const released = lastMinute.reduce((sum, [, count]) => sum + count, 0);
  const left = rate - released;
  if (left <= 0) {
    const [oldest] = lastMinute[0] ?? [now];
    return { allowed: 0, nextAt: oldest + MINUTE };
  }
  // Rates below one a second release one at a time, further apart.
  const tick = Math.max(TICK, Math.ceil(MINUTE / rate));
  const last = lastMinute.at(-1);
  if (last !== undefined && last[0] + tick > now) return { allowed: 0, nextAt: last[0] + tick };
  const share = Math.max(1, Math.ceil((rate * tick) / MINUTE));
  return { allowed: Math.min(share, left), nextAt: now + tick };
}

/** The releases that still count at `now`, with one more. */
export function withRelease(recent: readonly Release[], now: number, count: number): Release[] {
  const counting = recent.filter(([time]) => time > now - MINUTE);
  return count === 0 ? counting : [...counting, [now, count]];
}

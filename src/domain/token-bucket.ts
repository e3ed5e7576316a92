/**
 * A rate that allows a burst of one second (docs/service/limits.md#bursts-of-a-second): the bucket fills steadily, and
 * each request takes one token.
 */

export interface TokenBucket {
  /** Takes a token and returns true if there is one at `now`, in milliseconds. */
  take(now: number): boolean;
}

/** A full bucket. If the clock goes back, it neither fills nor empties. */
export function tokenBucket(perSecond: number): TokenBucket {
  let tokens = perSecond;
  let filledAt = Number.NEGATIVE_INFINITY;
  return {
    take(now) {
      const passed = Math.max(0, now - filledAt);
      filledAt = now;
      tokens = Math.min(perSecond, tokens + (passed / 1000) * perSecond);
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}

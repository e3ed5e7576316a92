/** A rate that allows a burst of one second (`limits.md` 3): a bucket that fills all the time and gives one token a request. */

export interface TokenBucket {
  /** Whether there was a token at `now`, in milliseconds; if so, it is taken. */
  take(now: number): boolean;
}

/** A full bucket. A clock that goes back neither fills nor empties it. */
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

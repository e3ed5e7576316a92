/**
 * Time, handed in. Nothing below the server reads the machine's clock; everything that decides takes `now` from here,
 * in milliseconds since the epoch.
 */
export interface Clock {
  /** The present, in milliseconds since the epoch. */
  now(): number;
}

/** The machine's own clock. */
export const wallClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is moved; for tests. */
export function handMovedClock(start: number): Clock & { advance(milliseconds: number): void } {
  let present = start;
  return {
    now: () => present,
    advance(milliseconds) {
      present += milliseconds;
    },
  };
}

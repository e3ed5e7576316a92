/**
 * The source of time, handed in. Nothing below the server reads the machine's clock; everything that decides gets `now`
 * from here, in milliseconds since the epoch.
 */
export interface Clock {
  /** The present, in milliseconds since the epoch. */
  now(): number;
}

/** The machine's own clock. */
export const wallClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is moved, and never goes backwards. */
export interface VirtualClock extends Clock {
  moveTo(present: number): void;
  advance(milliseconds: number): void;
}

/** A virtual clock that stands at `start`. */
export function virtualClock(start: number): VirtualClock {
  let present = start;
  function moveTo(instant: number): void {
    if (instant < present) throw new RangeError('Time does not go backwards.');
    present = instant;
  }
  return { now: () => present, moveTo, advance: (milliseconds) => moveTo(present + milliseconds) };
}

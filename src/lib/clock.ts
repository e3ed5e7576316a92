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

export interface SteadyClockOptions {
  /** The machine's clock, which people and time servers set. */
  readonly machine: Clock;
  /** Milliseconds that go by evenly, from wherever they begin. */
  readonly monotonicNow: () => number;
  /** The latest time that was ever told, by an earlier process too. */
  readonly atLeast: number;
  /** Called when the machine's clock was set, with by how much, and how far this clock is ahead of it then. */
  readonly onStep?: (step: { readonly byMs: number; readonly aheadMs: number }) => void;
}

/** Less is what a time server does to a clock from time to time. */
const STEP_MS = 1_000;

/**
 * A clock that tells the machine's time and never goes back, so that what came later has a later time. While the machine's
 * clock is behind what was told, time goes on at half speed until the two meet: it never stands still, as timers would with it
 * (docs/service/timers.md#the-time-of-the-service).
 */
export function steadyClock({ machine, monotonicNow, atLeast, onStep }: SteadyClockOptions): Clock {
  let lastMachine = machine.now();
  let lastMonotonic = monotonicNow();
  let present = Math.max(lastMachine, atLeast);
  return {
    now() {
      const machineNow = machine.now();
      const monotonic = monotonicNow();
      const elapsed = monotonic - lastMonotonic;
      const step = machineNow - lastMachine - elapsed;
      present = Math.max(machineNow, present + elapsed / 2);
      lastMachine = machineNow;
      lastMonotonic = monotonic;
      if (Math.abs(step) > STEP_MS) onStep?.({ byMs: step, aheadMs: present - machineNow });
      return Math.floor(present);
    },
  };
}

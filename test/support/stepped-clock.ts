/** The clock of a service on a machine whose own clock is set, back mostly, while the service runs. */
import { steadyClock, type VirtualClock } from '../../src/lib/clock.ts';

export interface SteppedClock extends VirtualClock {
  /** Sets the machine's clock by so much; the service's time does not move by it unless the machine's is ahead then. */
  step(milliseconds: number): void;
  /** How far the service's time is ahead of the machine's. */
  ahead(): number;
}

export function steppedClock(start: number): SteppedClock {
  let machine = start;
  let monotonic = 0;
  const clock = steadyClock({ machine: { now: () => machine }, monotonicNow: () => monotonic, atLeast: 0 });

  function moveTo(instant: number): void {
    const left = instant - clock.now();
    if (left < 0) throw new RangeError('Time does not go backwards.');
    // Until the machine's clock is there, or half of the time that goes by is enough.
    const elapsed = Math.min(instant - machine, 2 * left + 1);
    machine += elapsed;
    monotonic += elapsed;
    clock.now();
  }

  return {
    now: clock.now,
    moveTo,
    advance: (milliseconds) => moveTo(clock.now() + milliseconds),
    step(milliseconds) {
      machine += milliseconds;
    },
    ahead: () => clock.now() - machine,
  };
}

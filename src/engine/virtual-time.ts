/** Moves a virtual clock: everything that falls due on the way happens in order, each at its own time. */
import type { VirtualClock } from '../lib/clock.ts';

export interface VirtualTimeOptions {
  readonly clock: VirtualClock;
  /** Remembers how far time has come. */
  readonly remember: (present: number) => Promise<void>;
  /**
   * Does all that is due in the present, announcements included, and says when something is due next. `all`: even of
   * workers that know of nothing to do.
   */
  readonly settle: (all: boolean) => Promise<number | null>;
}

/** Gives a function that moves time to an instant and resolves when all that fell due until then is done. */
export function virtualTime({ clock, remember, settle }: VirtualTimeOptions): (until: number) => Promise<void> {
  let moving = Promise.resolve();

  async function move(until: number): Promise<void> {
    let next = await settle(true);
    // After a crash on the way, everything that is due by then happens at the end of the way.
    await remember(Math.max(until, clock.now()));
    while (next !== null && next <= until) {
      clock.moveTo(Math.max(next, clock.now()));
      next = await settle(false);
    }
    clock.moveTo(Math.max(until, clock.now()));
    await settle(true);
  }

  // Two who move time at once wait for one another; a failure is theirs who met it.
  return (until) => {
    const moved = moving.then(() => move(until));
    moving = moved.catch(() => undefined);
    return moved;
  };
}

/** Moves a virtual clock: everything that falls due on the way happens in order, each at its own time. */
import type { VirtualClock } from '../lib/clock.ts';

export interface VirtualTimeOptions {
  readonly clock: VirtualClock;
  /** Remembers how far time has come. */
  readonly remember: (present: number) => Promise<void>;
  /**
   * Does everything that is due at present, announcements included, and resolves to the time when something is due
   * next. With `all`, also runs workers that know of nothing to do.
   */
  readonly settle: (all: boolean) => Promise<number | null>;
}

/** Returns a function that moves time to an instant and resolves when everything that fell due until then is done. */
export function virtualTime({ clock, remember, settle }: VirtualTimeOptions): (until: number) => Promise<void> {
  let moving = Promise.resolve();

  async function move(until: number): Promise<void> {
    let next = await settle(true);
    // Saved before the clock moves: after a crash on the way, everything that is due by `until` happens at `until`.
    await remember(Math.max(until, clock.now()));
    while (next !== null && next <= until) {
      clock.moveTo(Math.max(next, clock.now()));
      next = await settle(false);
    }
    clock.moveTo(Math.max(until, clock.now()));
    await settle(true);
  }

  // Calls that overlap wait for one another; a failure reaches only the caller whose move failed.
  return (until) => {
    const moved = moving.then(() => move(until));
    moving = moved.catch(() => undefined);
    return moved;
  };
}

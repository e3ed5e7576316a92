/** Moves a virtual clock: everything that falls due on the way happens in order, each at its own time. */
import type { VirtualClock } from '../lib/clock.ts';

export interface VirtualTimeOptions {
  readonly clock: VirtualClock;
  /** Remembers a present before anything happens in it. */
  readonly remember: (present: number) => Promise<void>;
  /** Does all that is due in the present, announcements included, and says when something is due next. */
  readonly settle: () => Promise<number | null>;
}

/** Gives a function that moves time to an instant and resolves when all that fell due until then is done. */
export function virtualTime({ clock, remember, settle }: VirtualTimeOptions): (until: number) => Promise<void> {
  let moving = Promise.resolve();

  async function move(until: number): Promise<void> {
    for (let next = await settle(); next !== null && next <= until; next = await settle()) {
      await standAt(Math.max(next, clock.now()));
    }
    await standAt(Math.max(until, clock.now()));
    await settle();
  }

  async function standAt(present: number): Promise<void> {
    await remember(present);
    clock.moveTo(present);
  }

  // Two who move time at once wait for one another; a failure is theirs who met it.
  return (until) => {
    const moved = moving.then(() => move(until));
    moving = moved.catch(() => undefined);
    return moved;
  };
}

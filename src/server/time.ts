/** The time that the server lives in: the machine's, or a virtual one that stands still until it is moved. */

import { type Clock, type VirtualClock, virtualClock, wallClock } from '../lib/clock.ts';
import { ConfigError } from '../lib/config-error.ts';
import type { Database } from '../store/database/database.ts';
import { readVirtualPresent, writeVirtualPresent } from '../store/database/virtual-clock.ts';
import type { Settings } from './settings/table.ts';

export interface Time {
  readonly clock: Clock;
  /** The same clock, where it can be moved. */
  readonly virtual: VirtualClock | undefined;
}

/**
 * Sets the clock. A virtual one goes on where it stood, or begins at the present. A database whose virtual clock is ahead of
 * the machine's cannot go back to the machine's.
 */
export async function setClock(settings: Pick<Settings, 'clock'>, database: Database): Promise<Time> {
  const last = await readVirtualPresent(database);
  const now = wallClock.now();
  if (settings.clock === 'virtual') {
    const virtual = virtualClock(Math.max(last ?? 0, now));
    await writeVirtualPresent(database, virtual.now());
    return { clock: virtual, virtual };
  }
  if (last !== undefined && last > now) {
    throw new ConfigError(
      `The virtual clock of this data was moved to ${new Date(last).toISOString()}, which is still to come. Start with --clock virtual, or with another data directory.`,
    );
  }
  return { clock: wallClock, virtual: undefined };
}

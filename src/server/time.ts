/** The time that the server lives in: the machine's, which never goes back here, or a virtual one that stands still. */

import { type Clock, steadyClock, type VirtualClock, virtualClock, wallClock } from '../lib/clock.ts';
import { ConfigError } from '../lib/config-error.ts';
import { DAY_MS } from '../lib/duration.ts';
import type { Log } from '../lib/log.ts';
import type { Database } from '../store/database/database.ts';
import { readServicePresent, writeServicePresent } from '../store/database/service-clock.ts';
import { readVirtualPresent, writeVirtualPresent } from '../store/database/virtual-clock.ts';
import type { Lifetime } from './lifetime.ts';
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
export async function setClock(
  settings: Pick<Settings, 'clock'>,
  database: Database,
  log: Log,
  lifetime: Lifetime,
): Promise<Time> {
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
  return { clock: await machineClock(database, log, lifetime), virtual: undefined };
}

/** The machine's clock as it goes on from the latest time that this data has seen. */
async function machineClock(database: Database, log: Log, lifetime: Lifetime): Promise<Clock> {
  const atLeast = (await readServicePresent(database)) ?? 0;
  const clock = steadyClock({
    machine: wallClock,
    monotonicNow: () => performance.now(),
    atLeast,
    onStep: ({ aheadMs, byMs }) => warn(byMs < 0 ? 'was set back' : 'was set ahead, or it slept', byMs, aheadMs),
  });
  const aheadMs = atLeast - wallClock.now();
  if (aheadMs > TOLD_MS) warn('is behind what this data has seen', -aheadMs, aheadMs);

  function warn(what: string, byMs: number, aheadMs: number): void {
    const seconds = (milliseconds: number) => Math.round(milliseconds / 1_000);
    const after =
      aheadMs <= TOLD_MS
        ? 'Timers that fell due in between fire now.'
        : `Time goes on here at half speed until both agree, in ${duration(2 * aheadMs)}: timers are late, no order is lost.`;
    log.warn({ seconds: seconds(byMs), ahead: seconds(aheadMs) }, `The clock of this machine ${what}. ${after}`);
  }

  const remember = () => writeServicePresent(database, clock.now());
  const remembering = setInterval(
    () => void remember().catch((error: unknown) => log.warn({ err: error }, 'The time could not be remembered.')),
    REMEMBER_MS,
  );
  remembering.unref();
  lifetime.add('the clock', async () => {
    clearInterval(remembering);
    await remember();
  });
  return clock;
}

/** How much of the time that was told could be forgotten by a kill. */
const REMEMBER_MS = 2_000;
const TOLD_MS = 1_000;

function duration(milliseconds: number): string {
  const days = milliseconds / DAY_MS;
  return days >= 1 ? `${days.toFixed(1)} days` : `${Math.ceil(milliseconds / 1_000)} seconds`;
}

/**
 * A musterd process without its doors: operations, the device lane, the engine's workers and the announcer, on a database
 * at which it can crash. Workers run only when they are woken or due, so that a wake that somebody forgets is found.
 */

import { everythingPermitted } from '../../src/access/operators/caller-permissions.ts';
import type { StoredAnnouncements } from '../../src/domain/announcement.ts';
import { documentedQuotas, type Quotas } from '../../src/domain/quotas.ts';
import { createAnnouncer } from '../../src/engine/announcements/announcer.ts';
import type { Publisher } from '../../src/engine/announcements/publisher.ts';
import type { EngineContext, Worker } from '../../src/engine/context.ts';
import { runCancellations } from '../../src/engine/workers/cancellation.ts';
import { runCompletions } from '../../src/engine/workers/completion.ts';
import { type Connectivity, createConnectivity } from '../../src/engine/workers/connectivity.ts';
import { runDeletions } from '../../src/engine/workers/deletion.ts';
import { runFleetIndex } from '../../src/engine/workers/fleet-index.ts';
import { runMemberships } from '../../src/engine/workers/membership.ts';
import { runRollouts } from '../../src/engine/workers/rollout.ts';
import { runSchedules } from '../../src/engine/workers/schedule.ts';
import { runTimeouts } from '../../src/engine/workers/timeout.ts';
import type { CertificateAuthority } from '../../src/lib/certificate-authority.ts';
import type { VirtualClock } from '../../src/lib/clock.ts';
import type { RequestContext } from '../../src/operations/context.ts';
import type { DeviceOperations } from '../../src/operations/device/device-operations.ts';
import { createDeviceLane } from '../../src/operations/device/index.ts';
import type { Database } from '../../src/store/database/database.ts';
import { cacheJobDocuments } from '../../src/store/job/job-document.ts';
import { testAccount } from '../support/context.ts';
import { signalsTo } from '../support/signals.ts';
import { Crash, type Mortality, mortality } from './crashes.ts';

/** In the order in which they run: what the index moves is followed by jobs at once. */
const workers = {
  index: runFleetIndex,
  schedule: runSchedules,
  membership: runMemberships,
  rollout: runRollouts,
  cancellation: runCancellations,
  deletion: runDeletions,
  timeout: runTimeouts,
  completion: runCompletions,
} as const satisfies Readonly<Record<string, Worker>>;

/** Whoever remembers connections runs when all others have nothing to do, so that what a crash does to them comes last. */
const LAST = 'connectivity';

type WorkerName = keyof typeof workers | typeof LAST;
export const workerNames: readonly WorkerName[] = [...(Object.keys(workers) as (keyof typeof workers)[]), LAST];

export interface ProcessOptions {
  /** Which reader of the log of announcements it is. */
  readonly readerName: string;
  readonly database: Database;
  readonly clock: VirtualClock;
  readonly publisher: Publisher;
  /** Ids that depend on the seed alone. */
  readonly newId: () => string;
  readonly rolloutRatePerMinute: number | null;
  readonly groupsPerThing: number;
  readonly minimumDeletionMs: number;
  readonly chunkSize: number;
  /** Whether its database work comes one after another, as nothing forces it to in reality. */
  readonly inTurn: boolean;
}

export interface Process {
  readonly operator: RequestContext;
  readonly devices: DeviceOperations;
  /** Where the gateway tells of clients that come and go. */
  readonly connections: Pick<Connectivity, 'clientConnected' | 'clientDisconnected'>;
  readonly mortality: Mortality;
  /**
   * Does all that is due now and publishes it; resolves with when something is due next. `everything`: also runs workers
   * that know of nothing to do, as a process does now and then. A Crash, if the process ends on the way.
   */
  settle(everything: boolean): Promise<number | null>;
  /** Ends the process, if it lives still; resolves when nothing of it runs any more. */
  buried(): Promise<void>;
}

const MAXIMUM_ROUNDS = 2_000;

/** Starts a process; it takes up what an earlier one left undone. */
export function startProcess(options: ProcessOptions): Process {
  const { clock, newId } = options;
  const { groupsPerThing, rolloutRatePerMinute } = options;
  const quotas: Quotas = { ...documentedQuotas, groupsPerThing, rolloutRatePerMinute };
  const mortal = mortality(options.database, options.inTurn);
  const woken = new Set<WorkerName>(workerNames);
  const nextOf = new Map<WorkerName, number | null>();
  let failure: unknown;

  const announcerDatabase = mortal.databaseOf('announcer');
  const announcer = createAnnouncer({
    database: announcerDatabase,
    readerName: options.readerName,
    clock,
    documents: cacheJobDocuments(announcerDatabase, 1_000_000),
    publisher: whileAlive(options.publisher, mortal),
    onError(error) {
      failure ??= error;
      // It would try again until the end of days.
      void announcer.close();
    },
  });
  let hasRecovered = false;
  let waiting: StoredAnnouncements[] = [];
  const signals = signalsTo({
    announced(stored) {
      // So that what is published does not depend on how fast the machine is.
      if (options.inTurn) waiting.push(stored);
      else announcer.announce(stored);
    },
    woken(worker) {
      woken.add(worker);
    },
  });
  const contextOf = (who: string): EngineContext => ({
    database: mortal.databaseOf(who),
    clock,
    account: testAccount,
    quotas,
    newId,
    signals,
    minimumDeletionMs: options.minimumDeletionMs,
    smallestShare: 1,
    isStopping: mortal.isDead,
    breathe: { chunkSize: () => options.chunkSize, pause: () => Promise.resolve() },
  });
  // It is woken below, at once: how long it gathers is a matter of real time.
  const connectivity = createConnectivity({ serverRun: newId(), now: () => clock.now() });
  const contexts = new Map(workerNames.map((name) => [name, contextOf(name)]));
  const lane = createDeviceLane({
    database: mortal.databaseOf('devices'),
    clock,
    account: testAccount,
    signals,
    newId,
  });
  const isDue = (name: WorkerName): boolean => {
    const next = nextOf.get(name);
    // Devices set timers without waking anybody.
    return woken.has(name) || name === 'timeout' || (typeof next === 'number' && next <= clock.now());
  };

  async function run(name: WorkerName): Promise<void> {
    const context = contexts.get(name);
    if (context === undefined) throw new Error(`There is no worker ${name}.`);
    woken.delete(name);
    const worker = name === LAST ? connectivity.run : workers[name];
    nextOf.set(name, await worker(context));
  }

  async function runAll(everything: boolean): Promise<void> {
    if (everything) for (const name of workerNames) woken.add(name);
    let due = withoutLast(workerNames.filter(isDue));
    for (let rounds = 0; due.length > 0; rounds += 1) {
      if (rounds > MAXIMUM_ROUNDS) throw new Error(`The engine does not settle: ${due.join(', ')} always have work.`);
      for (const name of due) await run(name);
      const left = workerNames.filter(
        (name) => (name !== 'timeout' || woken.has(name) || isOverdue(name)) && isDue(name),
      );
      due = withoutLast(left);
    }
  }

  function isOverdue(name: WorkerName): boolean {
    const next = nextOf.get(name);
    return typeof next === 'number' && next <= clock.now();
  }

  async function publishAll(ofOthersToo = false): Promise<void> {
    // What device batches announced comes in the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    if (!hasRecovered || ofOthersToo) announcer.recover();
    hasRecovered = true;
    for (const stored of waiting) announcer.announce(stored);
    waiting = [];
    await announcer.drained();
    if (failure !== undefined) throw failure;
    if (mortal.isDead()) throw new Crash('The process crashed while it published.');
  }

  return {
    operator: {
      database: mortal.databaseOf('operator'),
      clock,
      settings: {
        account: testAccount,
        quotas,
        endpoints: { data: 'localhost', jobs: 'localhost', credentialProvider: 'localhost' },
      },
      signals,
      newId,
      certificateAuthority: noCertificateAuthority,
      permissions: everythingPermitted,
    },
    devices: lane.operations,
    connections: {
      clientConnected(...client) {
        connectivity.clientConnected(...client);
        woken.add(LAST);
      },
      clientDisconnected(...client) {
        connectivity.clientDisconnected(...client);
        woken.add(LAST);
      },
    },
    mortality: mortal,
    async settle(everything) {
      await publishAll();
      await runAll(everything);
      // What another process stored is in the log only.
      await publishAll(everything && !options.inTurn);
      const times = workerNames.map((name) => nextOf.get(name) ?? Number.POSITIVE_INFINITY);
      const next = Math.min(...times);
      return next === Number.POSITIVE_INFINITY ? null : next;
    },
    async buried() {
      mortal.kill();
      connectivity.stop();
      await new Promise((resolve) => setImmediate(resolve));
      await announcer.close();
      await mortal.idle();
    },
  };
}

/** Without the last one as long as there are others. */
const withoutLast = (names: readonly WorkerName[]) =>
  names.length > 1 ? names.filter((name) => name !== LAST) : names;

/** A process that is dead tells nobody anything. */
function whileAlive(publisher: Publisher, mortal: Mortality): Publisher {
  const alive = () => {
    if (mortal.isDead()) throw new Crash('The process crashed before it published.');
  };
  return {
    isHeard: (thingName) => publisher.isHeard(thingName),
    publishList(...message) {
      alive();
      publisher.publishList(...message);
    },
    publishNext(...message) {
      alive();
      publisher.publishNext(...message);
    },
    publishEvent(...message) {
      alive();
      publisher.publishEvent(...message);
    },
  };
}

/** No job needs one. */
const noCertificateAuthority: CertificateAuthority = new Proxy<CertificateAuthority>(Object.create(null), {
  get: () => {
    throw new Error('The simulation has no certificates.');
  },
});

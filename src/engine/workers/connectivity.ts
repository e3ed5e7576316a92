/**
 * Remembers which clients are connected, and stores that where connectivity is indexed: many changes in one statement,
 * a few times a second, and only the last change of a client that comes and goes
 * (docs/service/fleet-index.md#whose-connection-counts).
 */
import { change } from '../../store/database/change.ts';
import {
  type ClientState,
  endConnectionsOfEarlierRuns,
  readConnectivityMode,
  saveConnectivity,
} from '../../store/fleet-index/thing-connectivity.ts';
import type { EngineContext, Worker } from '../context.ts';

/** Records which clients are connected, as the device gateway tells it. */
export interface Connectivity {
  clientConnected(clientId: string): void;
  clientDisconnected(clientId: string, reason: string): void;
  /** Writes down what has changed, or everything where connectivity has just become indexed. */
  readonly run: Worker;
  /** Calls `wake` from now on when there is something to write down. */
  start(wake: () => void): void;
  /** From now on nothing is gathered any more. */
  stop(): void;
}

const GATHERING_MS = 200;
const CLIENTS_AT_A_TIME = 1_000;
const THINGS_AT_A_TIME = 1_000;
/** How many clients may wait to be written down while the database is away; beyond that, the oldest are forgotten. */
const MOST_WAITING = 500_000;
/** The disconnect reason shown for devices that were connected to a server that ended without a word. */
const LOST_WITH_THE_SERVER = 'SERVER_ERROR';

export interface ConnectivityOptions {
  /** Names this run of the server. */
  readonly serverRun: string;
  readonly now: () => number;
}

export function createConnectivity({ serverRun, now }: ConnectivityOptions): Connectivity {
  /** The clients that are connected: as many as the gateway holds connections. */
  const present = new Map<string, ClientState>();
  /**
   * The changes that are not written down yet, the oldest first. The map is emptied several times a second, even while
   * nothing is indexed.
   */
  let changed = new Map<string, ClientState>();
  /** The generation of the configuration for which everything is written down. */
  let writtenFor: number | undefined;
  let hasEndedEarlierRuns = false;
  let timer: NodeJS.Timeout | undefined;
  let wake: () => void = () => undefined;
  let isStopped = false;

  function note(client: ClientState): void {
    if (isStopped) return;
    changed.delete(client.clientId);
    changed.set(client.clientId, client);
    if (changed.size > MOST_WAITING) {
      for (const [oldest] of changed) {
        changed.delete(oldest);
        break;
      }
      writtenFor = undefined;
    }
    timer ??= setTimeout(() => {
      timer = undefined;
      wake();
    }, GATHERING_MS);
  }

  async function run(context: EngineContext): Promise<number | null> {
    const clients = [...changed.values()];
    changed = new Map();
    try {
      const { generation, isIndexed } = await readConnectivityMode(context.database);
      if (!isIndexed) {
        writtenFor = undefined;
        return null;
      }
      if (!hasEndedEarlierRuns) {
        await endEarlierRuns(context, now());
        hasEndedEarlierRuns = true;
      }
      const everything = writtenFor === generation ? clients : [...new Set([...clients, ...present.values()])];
      await write(context, everything);
      writtenFor = generation;
    } catch (error) {
      // Changes that came meanwhile are newer and win.
      changed = new Map([...clients.map((client) => [client.clientId, client] as const), ...changed]);
      throw error;
    }
    return null;
  }

  async function endEarlierRuns({ database, signals }: EngineContext, at: number): Promise<void> {
    const ending = { serverRun, now: at, reason: LOST_WITH_THE_SERVER };
    for (let after: string | undefined = ''; after !== undefined; ) {
      const from: string = after;
      after = await change(database, signals, async (transaction, effects) => {
        const last = await endConnectionsOfEarlierRuns(transaction, ending, from, THINGS_AT_A_TIME);
        if (last !== undefined) effects.wake('index');
        return last;
      });
    }
  }

  async function write({ database, signals }: EngineContext, clients: readonly ClientState[]): Promise<void> {
    for (let from = 0; from < clients.length; from += CLIENTS_AT_A_TIME) {
      const states = clients.slice(from, from + CLIENTS_AT_A_TIME);
      await change(database, signals, async (transaction, effects) => {
        if (await saveConnectivity(transaction, states, serverRun)) effects.wake('index');
      });
    }
  }

  return {
    clientConnected(clientId) {
      const client = { clientId, connected: true, changedAt: now(), disconnectReason: null };
      present.set(clientId, client);
      note(client);
    },
    clientDisconnected(clientId, reason) {
      present.delete(clientId);
      note({ clientId, connected: false, changedAt: now(), disconnectReason: reason });
    },
    run,
    start(wakeWorker) {
      wake = wakeWorker;
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

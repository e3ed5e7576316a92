/**
 * One server for one database: each server holds an advisory lock of PostgreSQL for as long as it lives. The lock belongs to
 * a connection, so it is free the moment its holder is killed. It has to be a session of PostgreSQL itself: a pooler that
 * hands a connection from client to client between transactions would hand on the lock, too. Why: decisions/0021.
 */
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { ConfigError } from '../../lib/config-error.ts';
import { identifyProcess } from '../../lib/living-process.ts';
import { APPLICATION_NAME } from './database.ts';
import { startHeartbeat } from './heartbeat.ts';

export interface DatabaseOwnership {
  /**
   * Resolves while this process holds the database, at once as a rule; while the database restarts, when it is held again.
   * Rejects if that takes too long.
   */
  held(): Promise<void>;
  /** Frees the database for another server. */
  release(): Promise<void>;
}

export interface OwnershipOptions {
  readonly connection: pg.ClientConfig;
  /** Called once if another server took the database while it was not held. */
  readonly onLost: (reason: ConfigError) => void;
  /** Called when the connection was lost, as at a restart of the database. */
  readonly onGone?: () => void;
  /** Called when the database has not answered for two seconds. */
  readonly onSilent?: () => void;
  /** Called when it answers again after either, and the database is held. */
  readonly onAnswer?: () => void;
  /** Called when it has not answered for ten seconds: nothing is to be expected of any connection any more. */
  readonly onDead?: () => void;
  /** Between two questions whether it is there; half a second if absent. */
  readonly beatMs?: number;
}

/** `musterd` in ASCII, in two halves: a key that nobody else in the database is likely to use. */
const KEY = '1836413812, 1701995620';
const RETRY_MS = 50;
/** How long statements wait for the lock after the database is back. */
const PATIENCE_MS = 5_000;
/** PostgreSQL takes some milliseconds to notice that a process on this machine was killed. */
const DEAD_HOLDER_MS = 5_000;
/** A holder whose machine vanished is noticed within 5 + 3 * 2 seconds, over TCP. */
const KEEPALIVES = '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3';

const tryLock = `SELECT pg_try_advisory_lock(${KEY}) AS taken`;
/** The session that holds the lock, which carries the name of its server. */
const findHolder = `
  SELECT a.pid, a.application_name AS name, to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
   WHERE l.locktype = 'advisory' AND (l.classid, l.objid) = (${KEY}) AND l.granted
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/**
 * Sessions of a former server that is gone without PostgreSQL having noticed: they would hold what their transactions have
 * locked, and the places of connections.
 */
const endLeftovers = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
   WHERE application_name = $1 AND datname = current_database() AND usename = current_user`;

interface Holder {
  /** The process of PostgreSQL that serves its connection. */
  readonly pid: number;
  readonly name: string;
  readonly since: string;
}

/** This process, in the 63 bytes that PostgreSQL keeps of an application's name. */
const OUR_NAME = `musterd ${process.pid} on ${hostname().slice(0, 40)}`;

/** Takes the database for this process. A ConfigError that names the holder if another server has it. */
export async function takeDatabase(options: OwnershipOptions): Promise<DatabaseOwnership> {
  const { connection, onLost } = options;
  let isReleased = false;
  let client: pg.Client;
  /** Undefined while the lock is held. */
  let retaking: Promise<void> | undefined;
  let stopBeating: () => void = () => undefined;

  function watch(): void {
    const watched = client;
    let isOver = false;
    const stopHeartbeat = startHeartbeat(
      watched,
      {
        onSilent: () => options.onSilent?.(),
        onAnswer: () => options.onAnswer?.(),
        onDead() {
          options.onDead?.();
          // Ends it at once, as it is in the midst of a statement.
          watched.end().catch(() => undefined);
        },
      },
      options.beatMs,
    );
    stopBeating = stopHeartbeat;
    const lost = () => {
      stopHeartbeat();
      if (isOver || isReleased) return;
      isOver = true;
      options.onGone?.();
      retaking = retake();
      // Whoever waits for it is told; without anybody it must not end the process.
      retaking.catch(() => undefined);
    };
    watched.on('error', lost);
    watched.on('end', lost);
  }

  /** The database has restarted, or the connection was lost: takes the lock before anything else is done. */
  async function retake(): Promise<void> {
    while (!isReleased) {
      try {
        client = await lockedConnection(connection);
        retaking = undefined;
        watch();
        options.onAnswer?.();
        return;
      } catch (error) {
        if (error instanceof ConfigError) {
          onLost(error);
          throw error;
        }
        // The database is not back yet.
        await delay(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  client = await lockedConnection(connection);
  await client.query(endLeftovers, [APPLICATION_NAME]);
  watch();
  return {
    async held() {
      if (retaking === undefined) return;
      const tooLong = delay(PATIENCE_MS, undefined, { ref: false }).then(() => {
        throw new Error('The database is back, but this server does not hold it again yet.');
      });
      await Promise.race([retaking, tooLong]);
    },
    async release() {
      isReleased = true;
      stopBeating();
      await client.end().catch(() => undefined);
    },
  };
}

/** A connection that holds the lock. A ConfigError if another server has it, any other error if the database is away. */
async function lockedConnection(connection: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client({
    ...connection,
    application_name: OUR_NAME,
    keepAlive: true,
    options: [connection.options, KEEPALIVES].filter((option) => option !== undefined).join(' '),
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const giveUpAt = performance.now() + DEAD_HOLDER_MS;
    while (!(await isLocked(client))) {
      const [holder] = (await client.query<Holder>(findHolder)).rows;
      if (holder !== undefined && (performance.now() > giveUpAt || !isAboutToBeFree(holder))) throw heldBy(holder);
      // Our own former connection, of which PostgreSQL has not noticed yet that it is gone.
      if (holder?.name === OUR_NAME) await client.query('SELECT pg_terminate_backend($1)', [holder.pid]);
      await delay(RETRY_MS);
    }
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function isLocked(client: pg.Client): Promise<boolean> {
  return (await client.query<{ taken: boolean }>(tryLock)).rows[0]?.taken === true;
}

/** True if the holder is a lost connection of this process, or was a process of this machine that is gone. */
function isAboutToBeFree({ name }: Holder): boolean {
  if (name === OUR_NAME) return true;
  const [, pid, host] = /^musterd (\d+) on (.*)$/.exec(name) ?? [];
  return pid !== undefined && OUR_NAME.endsWith(` on ${host}`) && identifyProcess(Number(pid)) === undefined;
}

function heldBy({ name, since }: Holder): ConfigError {
  const [, pid, host] = /^musterd (\d+) on (.*)$/.exec(name) ?? [];
  const who = pid === undefined ? 'another session' : `the server with process id ${pid} on ${host}`;
  return new ConfigError(
    `The database is in use by ${who}, since ${since}. Several servers on one database are not supported yet: stop that one first, or use another database.`,
  );
}

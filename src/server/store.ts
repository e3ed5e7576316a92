/** Opens what is remembered: the embedded PostgreSQL or the one of the settings, migrated, with its two pools. */
import type pg from 'pg';
import { parseIntoClientConfig } from 'pg-connection-string';
import { ConfigError } from '../lib/config-error.ts';
import type { Log } from '../lib/log.ts';
import { startEmbeddedPostgres } from '../postgres/start.ts';
import { type Database, type DatabasePool, openDatabase } from '../store/database/database.ts';
import { DatabaseHealth } from '../store/database/database-health.ts';
import { AWAY, SILENT } from '../store/database/database-trouble.ts';
import { migrate } from '../store/database/migrate.ts';
import { takeDatabase } from '../store/database/ownership.ts';
import { readServerVersion } from '../store/database/server-version.ts';
import type { Lifetime } from './lifetime.ts';
import type { Settings } from './settings/table.ts';

export interface Store {
  /** For operators and the engine. */
  readonly general: Database;
  /** For the device path only. */
  readonly device: Database;
  /** Of both together. */
  readonly health: DatabaseHealth;
}

export interface StoreOptions {
  readonly settings: Pick<Settings, 'databaseUrl' | 'databaseConnections' | 'ephemeral'>;
  readonly dataDirectory: string;
  readonly log: Log;
  readonly lifetime: Lifetime;
  /** Called when the embedded PostgreSQL ends although nobody stopped it, or another server has taken the database. */
  readonly onFailure: (failure: Error) => void;
}

/** Four batches in flight and a list. */
const DEVICE_CONNECTIONS = 5;
/** For a person who looks in, and for PostgreSQL's own superuser reserve. */
const SPARE_CONNECTIONS = 10;
const STATEMENT_TIMEOUT_MS = 30_000;
const DEVICE_STATEMENT_TIMEOUT_MS = 10_000;
const OLDEST_VERSION = 150_000;

/**
 * On freshly filled tables, of which PostgreSQL knows nothing yet, it would plan the device statements as scans of whole
 * tables. With these settings it has only the one plan that stays fast: each row by its index.
 */
const DEVICE_SESSION = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  plan_cache_mode: 'force_generic_plan',
} as const;

/** Throws a ConfigError if the database cannot be used; whatever was started by then is in `lifetime`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { settings, log, lifetime, onFailure } = options;
  const connection =
    settings.databaseUrl === undefined ? await startEmbedded(options) : parseIntoClientConfig(settings.databaseUrl);
  const pools: DatabasePool[] = [];
  const health = watchedHealth(log, pools);
  const ownership = await takeDatabase({
    connection,
    onLost: onFailure,
    onGone: () => health.failed(AWAY),
    onSilent: () => health.failed(SILENT),
    onAnswer: () => health.succeeded(true),
    onDead: () => pools.forEach((pool) => void pool.abandonConnections()),
  }).catch((error: Error) => {
    throw error instanceof ConfigError ? error : unreachable(error, connection);
  });
  lifetime.add('the hold on the database', () => ownership.release());
  const beforeFirstUse = () => ownership.held();
  let isClosing = false;
  const onConnectionError = (error: Error) => {
    // A pool counts as closed before the server has noticed the end of each connection.
    if (!isClosing) log.debug({ reason: error.message }, 'a connection to the database was lost');
  };
  const general = openDatabase({
    connection,
    connections: settings.databaseConnections,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onConnectionError,
    health,
    beforeFirstUse,
  });
  lifetime.add('database', () => general.close());
  const device = openDatabase({
    connection,
    connections: DEVICE_CONNECTIONS,
    statementTimeoutMs: DEVICE_STATEMENT_TIMEOUT_MS,
    sessionSettings: DEVICE_SESSION,
    onConnectionError,
    health,
    beforeFirstUse,
  });
  lifetime.add('database of devices', () => {
    isClosing = true;
    return device.close();
  });
  pools.push(general, device);
  if (settings.databaseUrl !== undefined) await checkVersion(general);
  const applied = await migrate(general).catch((error: Error) => {
    throw new ConfigError(`The database cannot be used: ${error.message}`, { cause: error });
  });
  if (applied.length > 0) log.info({ migrations: applied.length }, 'the database is at the newest schema');
  return { general, device, health };
}

/** Says in the log when the database ceases to do its work, and when it does it again: one line each, whoever noticed. */
function watchedHealth(log: Log, pools: readonly DatabasePool[]): DatabaseHealth {
  const waiting = () => pools.reduce((sum, pool) => sum + pool.underWay(), 0);
  return new DatabaseHealth(() => performance.now(), {
    began: ({ reason }) =>
      log.error(
        { waiting: waiting() },
        `${reason} Requests are refused with 503 until it is over; nothing acknowledged is lost.`,
      ),
    ended: ({ lastedMs, failures, reason }) =>
      log.info(
        { seconds: Math.round(lastedMs / 100) / 10, failures, former: reason },
        'The database does its work again.',
      ),
  });
}

async function startEmbedded({ settings, dataDirectory, log, lifetime, onFailure }: StoreOptions) {
  const server = await startEmbeddedPostgres({
    dataDirectory,
    log,
    durable: !settings.ephemeral,
    maxConnections: settings.databaseConnections + DEVICE_CONNECTIONS + SPARE_CONNECTIONS,
    onExit: (reason) => onFailure(new Error(`PostgreSQL ended by itself: ${reason}.`)),
  });
  lifetime.add('PostgreSQL', () => server.stop());
  return server.connection;
}

function unreachable(error: Error, { host, port, database: name }: pg.ClientConfig): ConfigError {
  // pg leaves the message empty when several addresses of a host refused; such an error has a code.
  const reason = error.message || (error as NodeJS.ErrnoException).code;
  const where = `${name ?? ''} at ${host ?? 'localhost'}:${port ?? 5432}`;
  return new ConfigError(`The database ${where} of --database-url cannot be reached: ${reason}`, { cause: error });
}

/** Refuses a PostgreSQL that is too old, before anything else goes wrong with it. */
async function checkVersion(database: Database): Promise<void> {
  const version = await readServerVersion(database);
  if (version < OLDEST_VERSION) {
    throw new ConfigError(
      `The database is PostgreSQL ${Math.floor(version / 10_000)}; musterd needs ${OLDEST_VERSION / 10_000} or newer.`,
    );
  }
}

/** The one door to PostgreSQL: a connection pool, statements with a name, transactions. SQL is written as SQL beside it. */
import pg from 'pg';
import { DatabaseUnavailable } from '../../lib/database-unavailable.ts';
import { since, statements } from '../../lib/measurements.ts';
import type { DatabaseHealth } from './database-health.ts';
import { isSilence, troubleOf } from './database-trouble.ts';

/** A statement with a name is prepared once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Names a statement. The name is the file's and the question's, for example `job.byId`. */
export function statement(name: string, text: string): Statement {
  return { name, text };
}

/** What the sessions of the pools call themselves. */
export const APPLICATION_NAME = 'musterd';

/** Runs statements: the pool, or one transaction. */
export interface Queryable {
  /** Runs a statement and gives its rows. The row type is the caller's promise about the SQL that stands beside it. */
  query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Queryable {
  /**
   * Runs `work` in one transaction (READ COMMITTED): committed when it resolves, rolled back when it rejects. A deadlock
   * or a serialization failure is tried again, so `work` must have no effect outside the transaction. Whatever is asked
   * rejects with DatabaseUnavailable while the database does not do its work.
   */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  /** Resolves when all connections are closed. */
  close(): Promise<void>;
}

export interface DatabasePool extends Database {
  /** Breaks off what is being asked and uses none of the present connections any more, as nothing comes back by them. */
  abandonConnections(): void;
  /** How many statements and transactions are under way or wait for a connection. */
  underWay(): number;
}

export interface DatabaseOptions {
  /** A connection string, or the directory of the Unix socket of the embedded server. */
  readonly connection: pg.ClientConfig;
  /** How many connections at most. */
  readonly connections: number;
  /** Longer statements are ended by the server, and given up here a little later if it does not say so. */
  readonly statementTimeoutMs: number;
  /** How long a statement waits for a connection; ten seconds if absent. */
  readonly connectionTimeoutMs?: number;
  /** Further settings of each session, for example `{ enable_seqscan: 'off' }`. */
  readonly sessionSettings?: Readonly<Record<string, string>>;
  /** Called when an idle connection is lost; the pool replaces it by itself. */
  readonly onConnectionError: (error: Error) => void;
  /** Is told how statements fare. */
  readonly health?: DatabaseHealth;
  /** A new connection is used only when this has resolved; if it rejects, so does whoever wanted the connection. */
  readonly beforeFirstUse?: () => Promise<void>;
}

const INT8 = 20;
const NUMERIC = 1700;
/** bigint columns hold times, numbers and counts, all far below 2^53. sum() of bigint is numeric. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if ((oid === INT8 || oid === NUMERIC) && format !== 'binary') return Number;
    return pg.types.getTypeParser(oid, format);
  },
  // The driver types the method with overloads that no function of ours can have.
} as pg.CustomTypesConfig;

/** By which the server says by itself that a statement took too long. */
const SLACK_MS = 2_000;
const DEFAULT_CONNECTION_TIMEOUT_MS = 10_000;
/**
 * A server whose client vanished without a word would keep what its transaction has locked; one with a client that hangs, too.
 * The first three count over TCP only.
 */
const SESSION_SETTINGS = {
  tcp_keepalives_idle: '10',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '3',
  idle_in_transaction_session_timeout: '60s',
} as const;

const DEADLOCK_DETECTED = '40P01';
const SERIALIZATION_FAILURE = '40001';
const MAXIMUM_ATTEMPTS = 5;

/** Opens a pool. Connections are made when they are first needed. */
export function openDatabase(options: DatabaseOptions): DatabasePool {
  const { beforeFirstUse, health } = options;
  const sessionSettings = { ...SESSION_SETTINGS, ...options.sessionSettings };
  const settings = Object.entries(sessionSettings).map(([key, value]) => `-c ${key}=${value}`);
  const pool = new pg.Pool({
    ...options.connection,
    max: options.connections,
    types,
    statement_timeout: options.statementTimeoutMs,
    query_timeout: options.statementTimeoutMs + SLACK_MS,
    connectionTimeoutMillis: options.connectionTimeoutMs ?? DEFAULT_CONNECTION_TIMEOUT_MS,
    keepAlive: true,
    application_name: APPLICATION_NAME,
    ...(beforeFirstUse === undefined ? {} : { onConnect: beforeFirstUse }),
    options: [options.connection.options, ...settings].filter((option) => option !== undefined).join(' '),
  });
  pool.on('error', options.onConnectionError);
  /** Connections that are to be used, and those among them that are in use. */
  let current = new WeakSet<pg.PoolClient>();
  const inUse = new Set<pg.PoolClient>();
  pool.on('connect', (client) => current.add(client));

  async function acquire(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await observed(pool.connect());
      if (current.has(client)) {
        client.on('error', noticedByStatements);
        inUse.add(client);
        return client;
      }
      client.release(true);
    }
  }

  function release(client: pg.PoolClient, broken: unknown): void {
    inUse.delete(client);
    client.off('error', noticedByStatements);
    client.release(broken !== undefined);
  }

  async function observed<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined) throw error;
      if (isSilence(error)) current = new WeakSet();
      health?.failed(trouble);
      throw new DatabaseUnavailable(trouble.reason, trouble.isGeneral, { cause: error });
    }
  }

  async function ask(question: Statement, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    const client = await acquire();
    let broken: unknown;
    try {
      return await observed(client.query({ ...question, values: [...values] }));
    } catch (error) {
      if (isWithoutAnswer(error)) broken = error;
      throw error;
    } finally {
      release(client, broken);
    }
  }

  async function attempt<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const client = await acquire();
    let broken: unknown;
    try {
      await measured('BEGIN', statements.begin(), observed(client.query('BEGIN')));
      let hasWritten = false;
      const result = await work({
        async query(question, values) {
          const answer = await measured(
            question.name,
            statements.begin(),
            observed(client.query({ ...question, values: [...(values ?? [])] })),
          );
          hasWritten ||= wrote(answer);
          return answer.rows;
        },
      });
      await measured('COMMIT', statements.begin(), observed(client.query('COMMIT')));
      health?.succeeded(hasWritten);
      return result;
    } catch (error) {
      // Of a connection by which no answer came, none is to be expected.
      if (isWithoutAnswer(error)) broken = error;
      else {
        await client.query('ROLLBACK').catch((rollbackError: Error) => {
          broken = rollbackError;
        });
      }
      throw error;
    } finally {
      release(client, broken);
    }
  }

  return {
    async query(question, values) {
      const answer = await measured(question.name, statements.begin(), ask(question, values));
      health?.succeeded(wrote(answer));
      return answer.rows;
    },
    async transaction(work) {
      for (let attempts = 1; ; attempts += 1) {
        try {
          return await attempt(work);
        } catch (error) {
          if (attempts === MAXIMUM_ATTEMPTS || !isWorthAnotherAttempt(error)) throw error;
        }
      }
    },
    abandonConnections() {
      current = new WeakSet();
      for (const client of inUse) {
        // A client of the pool is one of pg, whose `end` is not in its type. It ends at once what is in the midst of a statement.
        void (client as pg.PoolClient & pg.Client).end().catch(() => undefined);
      }
    },
    underWay: () => inUse.size + pool.waitingCount,
    close: () => pool.end(),
  };
}

/** The answer. `beganAt` is when it was asked, or undefined while nobody measures. */
function measured(name: string, beganAt: number | undefined, answer: Promise<pg.QueryResult>): Promise<pg.QueryResult> {
  return beganAt === undefined ? answer : told(name, beganAt, answer);
}

/**
 * The pool listens to idle connections only, and an error to which nobody listens would end the process. The next statement on a
 * lost connection fails.
 */
function noticedByStatements(): void {}

async function told(name: string, beganAt: number, answer: Promise<pg.QueryResult>): Promise<pg.QueryResult> {
  try {
    const result = await answer;
    statements.tell({ statement: name, durationMs: since(beganAt), rows: result.rowCount ?? 0, outcome: 'OK' });
    return result;
  } catch (error) {
    statements.tell({ statement: name, durationMs: since(beganAt), rows: 0, outcome: sqlStateOf(error) ?? 'failed' });
    throw error;
  }
}

/** Whether a statement failed without a word of PostgreSQL, so that its connection is of no more use. */
function isWithoutAnswer(error: unknown): boolean {
  return error instanceof DatabaseUnavailable && !(error.cause instanceof pg.DatabaseError);
}

/** Whether rows were written for certain. */
function wrote({ command, rowCount }: pg.QueryResult): boolean {
  return command !== 'SELECT' && (rowCount ?? 0) > 0;
}

/** Whether the database undid the work because of others, so that doing it again may succeed. */
export function isWorthAnotherAttempt(error: unknown): boolean {
  return hasCode(error, DEADLOCK_DETECTED) || hasCode(error, SERIALIZATION_FAILURE);
}

/** Whether an error is PostgreSQL's with this SQLSTATE. */
function hasCode(error: unknown, sqlState: string): boolean {
  return error instanceof Error && 'code' in error && error.code === sqlState;
}

/** The SQLSTATE of PostgreSQL's error; undefined for any other. */
function sqlStateOf(error: unknown): string | undefined {
  const cause = error instanceof DatabaseUnavailable ? error.cause : error;
  return cause instanceof pg.DatabaseError ? cause.code : undefined;
}

/** What a nullable jsonb column is given. */
export function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

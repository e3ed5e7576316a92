/** The one door to PostgreSQL: a connection pool, statements with a name, transactions. SQL is written as SQL beside it. */
import pg from 'pg';
import { since, statements } from '../../lib/measurements.ts';
import type { DatabaseHealth } from './database-health.ts';

/** A statement with a name is prepared once per connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Names a statement. The name is the file's and the question's, for example `job.byId`. */
export function statement(name: string, text: string): Statement {
  return { name, text };
}

/** Runs statements: the pool, or one transaction. */
export interface Queryable {
  /** Runs a statement and gives its rows. The row type is the caller's promise about the SQL that stands beside it. */
  query<Row extends object>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Queryable {
  /**
   * Runs `work` in one transaction (READ COMMITTED): committed when it resolves, rolled back when it rejects. A deadlock
   * or a serialization failure is tried again, so `work` must have no effect outside the transaction.
   */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  /** Resolves when all connections are closed. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** A connection string, or the directory of the Unix socket of the embedded server. */
  readonly connection: pg.ClientConfig;
  /** How many connections at most. */
  readonly connections: number;
  /** Longer statements are ended by the server. */
  readonly statementTimeoutMs: number;
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

const DEADLOCK_DETECTED = '40P01';
const SERIALIZATION_FAILURE = '40001';
const MAXIMUM_ATTEMPTS = 5;

/** Opens a pool. Connections are made when they are first needed. */
export function openDatabase(options: DatabaseOptions): Database {
  const settings = Object.entries(options.sessionSettings ?? {}).map(([key, value]) => `-c ${key}=${value}`);
  const { beforeFirstUse, health } = options;
  const pool = new pg.Pool({
    ...options.connection,
    max: options.connections,
    types,
    statement_timeout: options.statementTimeoutMs,
    application_name: 'musterd',
    ...(beforeFirstUse === undefined ? {} : { onConnect: beforeFirstUse }),
    ...(settings.length > 0 ? { options: settings.join(' ') } : {}),
  });
  pool.on('error', options.onConnectionError);

  async function observed<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      health?.failed(error);
      throw error;
    }
  }

  /** `beganAt` is when it was asked, or undefined while nobody measures. */
  function answered(name: string, beganAt: number | undefined, answer: Promise<pg.QueryResult>) {
    const result = observed(answer);
    return beganAt === undefined ? result : measured(name, beganAt, result);
  }

  async function attempt<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const client = await observed(pool.connect());
    let broken: Error | undefined;
    // A connection that is lost between two statements tells of it by an event, which nobody else hears while it is in use.
    const onLost = (error: Error) => {
      broken = error;
    };
    client.on('error', onLost);
    try {
      await answered('BEGIN', statements.begin(), client.query('BEGIN'));
      let hasWritten = false;
      const result = await work({
        async query(question, values) {
          const answer = await answered(
            question.name,
            statements.begin(),
            client.query({ ...question, values: [...(values ?? [])] }),
          );
          hasWritten ||= wrote(answer);
          return answer.rows;
        },
      });
      await answered('COMMIT', statements.begin(), client.query('COMMIT'));
      health?.succeeded(hasWritten);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((rollbackError: Error) => {
        broken = rollbackError;
      });
      throw error;
    } finally {
      client.off('error', onLost);
      client.release(broken);
    }
  }

  return {
    async query(question, values) {
      const answer = await answered(
        question.name,
        statements.begin(),
        pool.query({ ...question, values: [...(values ?? [])] }),
      );
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
    close: () => pool.end(),
  };
}

async function measured(name: string, beganAt: number, answer: Promise<pg.QueryResult>): Promise<pg.QueryResult> {
  try {
    const result = await answer;
    statements.tell({ statement: name, durationMs: since(beganAt), rows: result.rowCount ?? 0, outcome: 'OK' });
    return result;
  } catch (error) {
    statements.tell({ statement: name, durationMs: since(beganAt), rows: 0, outcome: sqlStateOf(error) ?? 'failed' });
    throw error;
  }
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
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** What a nullable jsonb column is given. */
export function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** One server for one database: a second one is refused, however the first one's hold came about. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import pg from 'pg';
import { openLog } from '../../src/lib/log.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/start.ts';
import { openDatabase } from '../../src/store/database/database.ts';
import { takeDatabase } from '../../src/store/database/ownership.ts';
import { atEnd } from '../support/at-end.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { type Up, until, up } from './running-server.ts';

const LIMIT = { timeout: 300_000 };

interface Place {
  readonly directory: string;
  readonly postgres: () => Promise<EmbeddedPostgres>;
  /** Starts a server with a data directory of its own on the one database. */
  readonly server: (name: string) => Up;
}

/** A database that servers share, and that a test may restart. */
async function place(context: TestContext): Promise<Place> {
  const directory = await temporaryDirectory(context);
  const database = join(directory, 'database');
  mkdirSync(database);
  let running: EmbeddedPostgres | undefined;
  const postgres = async () => {
    running = await startEmbeddedPostgres({
      dataDirectory: database,
      log: openLog({ level: 'silent', format: 'json' }),
      onExit: () => undefined,
    });
    return running;
  };
  atEnd(context, () => running?.stop());
  return {
    directory,
    postgres,
    server(name) {
      const { database: databaseName, host, user } = running?.connection ?? {};
      const url = `postgresql://${user}@${encodeURIComponent(host ?? '')}/${databaseName}`;
      return up(context, join(directory, name), ['--database-url', url]);
    },
  };
}

async function assertRefused(second: Up, first: Up): Promise<void> {
  assert.equal(await second.ended, 2);
  const lines = second.output().trim().split('\n');
  assert.equal(lines.length, 1, second.output());
  assert.match(
    lines[0] ?? '',
    new RegExp(`in use by the server with process id ${first.child.pid} on ${hostname()}, since 20`),
  );
}

test(
  'a second server on the same database is refused in one line that names the first, which goes on',
  LIMIT,
  async (t) => {
    const { postgres, server } = await place(t);
    await postgres();
    const first = server('first');
    const { endpoint } = await first.ready();
    await assertRefused(server('second'), first);
    assert.equal((await fetch(`${endpoint}/x/health`)).status, 200);
  },
);

test(
  'the database is free for another server at once when the first one is killed, and when it stops',
  LIMIT,
  async (t) => {
    const { postgres, server } = await place(t);
    await postgres();
    const first = server('first');
    await first.ready();
    first.child.kill('SIGKILL');
    await first.ended;
    const second = server('second');
    await second.ready();
    second.child.kill('SIGINT');
    assert.equal(await second.ended, 0);
    await server('third').ready();
  },
);

test('a server holds its database beyond a restart of it', LIMIT, async (t) => {
  const { postgres, server } = await place(t);
  const database = await postgres();
  const first = server('first');
  const { endpoint } = await first.ready();
  await database.stop();
  await postgres();
  await assertRefused(server('second'), first);
  assert.equal((await fetch(`${endpoint}/x/health`)).ok, true);
});

test('a server that lost its database to another one stops, and says to whom', LIMIT, async (t) => {
  const { postgres, server } = await place(t);
  const { connection } = await postgres();
  const first = server('first');
  await first.ready();
  // Another server is quicker: it waits for the lock, and gets it when the first one's session ends.
  const quicker = await connected(connection);
  const taken = quicker.query('SELECT pg_advisory_lock(1836413812, 1701995620)');
  const other = await connected(connection);
  await untilIn(other, 'it waits', `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
  await other.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'musterd ${first.child.pid} on %'`,
  );
  await taken;
  assert.equal(await first.ended, 1);
  assert.match(first.output(), /stopping: The database is in use by another session, since 20/);
  await Promise.all([quicker.end(), other.end()]);
});

test('a server whose connection was ended takes the lock again', LIMIT, async (t) => {
  const { postgres } = await place(t);
  const { connection } = await postgres();
  const ownership = await takeDatabase({ connection, onLost: assert.ifError });
  await ownership.held();
  const other = await connected(connection);
  const ofOurs = `FROM pg_stat_activity WHERE application_name LIKE 'musterd ${process.pid} on %'`;
  const [before] = (await other.query<{ pid: number }>(`SELECT pid ${ofOurs}`)).rows;
  await other.query('SELECT pg_terminate_backend($1)', [before?.pid]);
  await untilIn(other, 'another connection holds it', `SELECT 1 ${ofOurs} AND pid <> ${before?.pid}`);
  await ownership.held();
  await assert.rejects(takeDatabase({ connection: { ...connection, database: 'absent' }, onLost: assert.ifError }));
  await ownership.release();
  await untilIn(other, 'it is released', `SELECT 1 WHERE NOT EXISTS (SELECT 1 ${ofOurs})`);
  await other.end();
});

test('a new connection is used only when the database is held', LIMIT, async (t) => {
  const { postgres } = await place(t);
  const { connection } = await postgres();
  let hold: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    hold = resolve;
  });
  const database = openDatabase({
    connection,
    connections: 1,
    statementTimeoutMs: 5_000,
    onConnectionError: assert.ifError,
    beforeFirstUse: () => held,
  });
  let isAnswered = false;
  const answer = database.query({ name: '', text: 'SELECT 1' }).then(() => {
    isAnswered = true;
  });
  const other = await connected(connection);
  await untilIn(other, 'it is connected', `SELECT 1 FROM pg_stat_activity WHERE application_name = 'musterd'`);
  assert.equal(isAnswered, false);
  hold();
  await answer;
  await Promise.all([database.close(), other.end()]);
});

async function connected(connection: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(connection);
  await client.connect();
  return client;
}

/** Resolves when a question has an answer with rows. */
async function untilIn(client: pg.Client, what: string, question: string): Promise<void> {
  let isSo = false;
  const ask = async () => {
    while (!isSo) isSo = (await client.query(question)).rows.length > 0;
  };
  const asking = ask();
  await until(what, () => isSo);
  await asking;
}

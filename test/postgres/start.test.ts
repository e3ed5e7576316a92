import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import pg from 'pg';
import { ConfigError } from '../../src/lib/config-error.ts';
import { identifyProcess } from '../../src/lib/living-process.ts';
import { openLog } from '../../src/lib/log.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/start.ts';
import { atEnd } from '../support/at-end.ts';
import { processesWith } from '../support/owner-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const log = openLog({ level: 'silent', format: 'json' });

async function start(t: TestContext, dataDirectory: string, durable = false): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({
    dataDirectory,
    log,
    durable,
    onExit: (reason) => assert.fail(`The server ended: ${reason}`),
  });
  atEnd(t, () => postgres.stop());
  return postgres;
}

async function ask(postgres: EmbeddedPostgres, question: string): Promise<unknown[]> {
  const client = new pg.Client(postgres.connection);
  await client.connect();
  try {
    return (await client.query({ text: question, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

test('the second start finds what the first one kept, and nothing runs in between', async (t) => {
  const directory = await temporaryDirectory(t);
  const first = await start(t, directory, true);
  await ask(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
  assert.deepEqual(processesWith(`musterd-watch ${first.pid}`).length, 1);
  await first.stop();
  assert.equal(identifyProcess(first.pid), undefined);
  assert.deepEqual(processesWith(`musterd-watch ${first.pid}`), []);
  const second = await start(t, directory, true);
  assert.deepEqual(await ask(second, 'SELECT answer FROM kept'), [42]);
});

test('what was acknowledged is on disk, and only the owner reaches the socket', async (t) => {
  const directory = await temporaryDirectory(t);
  const postgres = await start(t, directory, true);
  const settings = [
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'listen_addresses',
    'server_encoding',
    'lc_collate',
  ];
  const shown = await ask(
    postgres,
    `SELECT current_setting(name, true) FROM unnest('{${settings}}'::text[]) WITH ORDINALITY AS s (name, n) ORDER BY n`,
  );
  assert.deepEqual(shown.slice(0, 5), ['on', 'on', 'on', '', 'UTF8']);
  assert.deepEqual(await ask(postgres, 'SELECT datcollate FROM pg_database WHERE datname = current_database()'), ['C']);
  assert.equal((await stat(join(directory, 'postgres'))).mode & 0o777, 0o700);
  assert.equal((await stat(join(directory, 'postgres', '.s.PGSQL.5432'))).mode & 0o777, 0o700);
});

test('a start tells when the server ends although nobody stopped it, and the next one recovers', async (t) => {
  const directory = await temporaryDirectory(t);
  const exit = new EventEmitter();
  const exited = once(exit, 'exit');
  const onExit = (reason: string) => void exit.emit('exit', reason);
  const postgres = await startEmbeddedPostgres({ dataDirectory: directory, log, onExit });
  await ask(postgres, 'CREATE TABLE kept AS SELECT 42 AS answer');
  // The server does not keep a process alive, and this one does nothing else meanwhile.
  const alive = setInterval(() => undefined, 60_000);
  process.kill(postgres.pid, 'SIGKILL');
  assert.deepEqual(await exited, ['SIGKILL']);
  clearInterval(alive);
  await postgres.stop();
  assert.deepEqual(processesWith(`musterd-watch ${postgres.pid}`), []);
  assert.deepEqual(await ask(await start(t, directory), 'SELECT answer FROM kept'), [42]);
});

test('a directory too deep for a socket is reached by a short name that is gone after the stop', async (t) => {
  const directory = join(await temporaryDirectory(t), 'ä'.repeat(60), 'b'.repeat(60));
  await mkdir(directory, { recursive: true });
  const postgres = await start(t, directory);
  const host = String(postgres.connection.host);
  assert.ok(Buffer.byteLength(host) < 80, host);
  assert.equal((await stat(join(host, '..'))).mode & 0o777, 0o700);
  assert.deepEqual(await ask(postgres, 'SELECT 1'), [1]);
  await postgres.stop();
  await assert.rejects(stat(join(host, '..')), { code: 'ENOENT' });
  assert.ok(host.startsWith(tmpdir()));
});

test('a creation that was interrupted is started over', async (t) => {
  const directory = await temporaryDirectory(t);
  await mkdir(join(directory, 'postgres.new-abcdef', 'base'), { recursive: true });
  await writeFile(join(directory, 'postgres.new-abcdef', 'PG_VERSION'), '18\n');
  const postgres = await start(t, directory);
  assert.deepEqual(await ask(postgres, 'SELECT 1'), [1]);
  assert.deepEqual(await readdir(directory), ['postgres']);
});

test('marks of a server that is gone do not keep the next one from starting', async (t) => {
  const directory = await temporaryDirectory(t);
  const cluster = join(directory, 'postgres');
  const first = await start(t, directory);
  const marks = ['postmaster.pid', '.s.PGSQL.5432.lock'];
  const texts = await Promise.all(marks.map((mark) => readFile(join(cluster, mark), 'utf8')));
  await first.stop();
  // The number is in use again, by a process that has nothing to do with it.
  for (const [index, mark] of marks.entries()) {
    await writeFile(join(cluster, mark), String(texts[index]).replace(String(first.pid), String(process.pid)));
  }
  await writeFile(join(cluster, '.s.PGSQL.5432'), '');
  assert.deepEqual(await ask(await start(t, directory), 'SELECT 1'), [1]);
});

test('a server that answers although its process is not to be seen, as in another container, is left alone', async (t) => {
  const directory = await temporaryDirectory(t);
  const mark = join(directory, 'postgres', 'postmaster.pid');
  const postgres = await start(t, directory);
  const text = await readFile(mark, 'utf8');
  await writeFile(mark, text.replace(String(postgres.pid), String(2 ** 22)));
  await assertRefused(directory, /is in use by a server in another container; stop it or choose another --data-dir/);
  await writeFile(mark, text);
  assert.deepEqual(await ask(postgres, 'SELECT 1'), [1]);
});

test('data of another version, and what is no database, are refused with what to do', async (t) => {
  const directory = await temporaryDirectory(t);
  const cluster = join(directory, 'postgres');
  await mkdir(cluster);
  await writeFile(join(cluster, 'PG_VERSION'), '17\n');
  await assertRefused(directory, /was made by PostgreSQL 17, and this musterd brings 18: .*pg_dump/);
  await writeFile(join(cluster, 'PG_VERSION'), '');
  await assertRefused(directory, /was made by PostgreSQL/);
  const other = await temporaryDirectory(t);
  await mkdir(join(other, 'postgres', 'photos'), { recursive: true });
  await assertRefused(other, /does not hold a PostgreSQL database; move it away/);
});

async function assertRefused(dataDirectory: string, message: RegExp): Promise<void> {
  await assert.rejects(startEmbeddedPostgres({ dataDirectory, log, onExit: assert.fail }), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}

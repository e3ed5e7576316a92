/** How soon the engine is back at work after kill -9 with a million live executions, half of them with a running timer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { residentMiB } from './support/environment.ts';

const EXECUTIONS = Number(process.env['BENCH_EXECUTIONS'] ?? 1_000_000);
const main = join(import.meta.dirname, '..', 'src', 'cli', 'main.js');
const directory = await mkdtemp(join(tmpdir(), 'musterd-bench-'));
const data = join(directory, 'data');
const readyFile = join(directory, 'ready.json');

function start(): ChildProcess {
  const ports = ['--http-port', '0', '--https-port', '0', '--mqtts-port', '0'];
  const words = ['up', '--data-dir', data, '--ready-file', readyFile, '--log-level', 'error', ...ports];
  return spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function isReady(server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.`);
    if (existsSync(readyFile) && JSON.parse(await readFile(readyFile, 'utf8')).pid === server.pid) return;
    await pause(10);
  }
}

async function ask<T>(text: string, values: unknown[] = []): Promise<T[]> {
  const sql = new pg.Client({ host: join(data, 'postgres'), user: 'musterd', database: 'postgres' });
  await sql.connect();
  const { rows } = await sql.query(text, values);
  await sql.end();
  return rows;
}

const first = start();
let last = first;
try {
  await isReady(first);
  const now = Date.now();
  await ask(
    `INSERT INTO thing (thing_name, thing_id, attributes, version, created_at)
     SELECT 'thing-' || n, gen_random_uuid(), '{}', 1, 0 FROM generate_series(1, $1::int) n`,
    [EXECUTIONS],
  );
  await ask(`INSERT INTO job (job_id, status, target_selection, document, created_at, last_updated_at, work)
             VALUES ('big', 'IN_PROGRESS', 'SNAPSHOT', '{}', 0, 0, 'NONE')`);
  // One timer runs out every millisecond from a minute ago on, so that some are due at any moment.
  await ask(
    `INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt,
       force_canceled, queued_at, started_at, last_updated_at, in_progress_timeout_at, timeout_at)
     SELECT 'thing-' || n, j.job_number, 1, CASE WHEN n % 2 = 0 THEN 'QUEUED' ELSE 'IN_PROGRESS' END, 1, 0, false, 0,
            CASE WHEN n % 2 = 1 THEN 0 END, 0, CASE WHEN n % 2 = 1 THEN $2::bigint + n END,
            CASE WHEN n % 2 = 1 THEN $2::bigint + n END
       FROM job j, generate_series(1, $1::int) n`,
    [EXECUTIONS, now + 30_000],
  );
  await ask(`INSERT INTO job_execution_count (job_number, status, lane, executions)
             SELECT job_number, status, 0, count(*) FROM job_execution GROUP BY job_number, status`);
  first.kill('SIGKILL');
  await once(first, 'exit');
  await pause(Math.max(0, now + 32_000 - Date.now()));

  const began = performance.now();
  last = start();
  await isReady(last);
  const readyMs = performance.now() - began;
  for (;;) {
    const [row] = await ask<{ n: string }>(
      `SELECT count(*) AS n FROM (SELECT 1 FROM job_execution WHERE status = 'TIMED_OUT' LIMIT 1) t`,
    );
    if (Number(row?.n) > 0) break;
    await pause(10);
  }
  const atWorkMs = performance.now() - began;
  console.table([
    {
      'live executions': EXECUTIONS,
      'ready s': Number((readyMs / 1000).toFixed(2)),
      'first timer handled s': Number((atWorkMs / 1000).toFixed(2)),
      'server memory MiB': await residentMiB(last.pid ?? 0),
    },
  ]);
} finally {
  last.kill('SIGINT');
  if (last.exitCode === null) await once(last, 'exit');
  await rm(directory, { recursive: true, force: true });
}

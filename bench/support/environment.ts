/** What every benchmark runs on: an embedded PostgreSQL with fsync on, and the server as a user would start it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/postgres/start.ts';
import type { ReadyInformation } from '../../src/server/ready-file.ts';

export interface BenchEnvironment {
  readonly ready: ReadyInformation;
  readonly directory: string;
  readonly connection: pg.ClientConfig;
  /** The process of PostgreSQL; its connections are its children. */
  readonly postgresPid: number;
  /** A connection of the benchmark's own, for filling tables and looking. */
  readonly sql: pg.Client;
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 20_000;

/** The compiled program of a checkout; of this one if none is named. */
export function programOf(checkout: string | undefined): string {
  const compiled = checkout === undefined ? join(import.meta.dirname, '..', '..') : join(checkout, 'dist');
  return join(compiled, 'src', 'cli', 'main.js');
}

/** Starts everything in a throw-away directory; `program` is the compiled `musterd` that serves. */
export async function startEnvironment(
  settings: readonly string[] = [],
  program = programOf(undefined),
): Promise<BenchEnvironment> {
  const directory = await mkdtemp(join(tmpdir(), 'musterd-bench-'));
  const postgres = await startEmbeddedPostgres({
    dataDirectory: directory,
    maxConnections: 120,
    // Only these are called; the rest of a log is long.
    log: { info() {}, warn() {}, error() {}, debug() {} } as never,
    onExit: (reason) => {
      console.error(`PostgreSQL ended: ${reason}`);
      process.exit(1);
    },
  });
  const { connection } = postgres;
  const readyFile = join(directory, 'ready.json');
  const url = `postgresql://${connection.user}@${encodeURIComponent(connection.host ?? '')}/${connection.database}`;
  const server = spawn(
    process.execPath,
    [
      // For example --cpu-prof.
      ...(process.env['BENCH_NODE_OPTIONS'] ?? '').split(' ').filter((option) => option !== ''),
      program,
      'up',
      '--data-dir',
      join(directory, 'server'),
      '--ready-file',
      readyFile,
      '--http-port',
      '0',
      '--https-port',
      '0',
      '--mqtts-port',
      '0',
      '--database-url',
      url,
      '--log-level',
      'warn',
      '--rollout-rate-per-minute',
      'unlimited',
      ...settings,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const ready = await waitForReady(readyFile, server);
  const sql = new pg.Client(connection);
  await sql.connect();
  return {
    ready,
    directory,
    connection,
    postgresPid: postgres.pid,
    sql,
    async stop() {
      await sql.end();
      server.kill('SIGINT');
      if (server.exitCode === null) await once(server, 'exit');
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function waitForReady(file: string, server: ChildProcess): Promise<ReadyInformation> {
  for (const deadline = Date.now() + READY_TIMEOUT_MS; Date.now() < deadline; await sleep(20)) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.`);
    // Written by the server, whole.
    if (await stat(file).catch(() => undefined)) return JSON.parse(await readFile(file, 'utf8')) as ReadyInformation;
  }
  throw new Error('The server was not ready in time.');
}

/** The resident memory of a process in MiB, where the system tells. */
export async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}

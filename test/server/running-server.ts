/** Starts `musterd up` as a process of its own and sees to it that it is gone when the test is done. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { ReadyInformation } from '../../src/server/ready-file.ts';
import { atEnd } from '../support/at-end.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
const LIMIT_MS = 120_000;
const FREE_PORTS = ['--http-port', '0', '--https-port', '0', '--mqtts-port', '0'];

export interface Up {
  readonly child: ChildProcess;
  /** Standard output and error so far. */
  readonly output: () => string;
  /** Resolves when it listens; rejects with its output if it ends before. */
  readonly ready: () => Promise<ReadyInformation>;
  /** Resolves to the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts a server on free ports; `words` may say otherwise. An ephemeral one is named by the directory of its ready file. */
export function up(
  context: TestContext,
  dataDirectory: string,
  words: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Up {
  const place = words.includes('--ephemeral')
    ? ['--ready-file', join(dataDirectory, 'ready.json')]
    : ['--data-dir', dataDirectory];
  const parameters = ['up', ...place, ...FREE_PORTS, ...words];
  const child = spawn(process.execPath, [program, ...parameters], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'close').then(([code, signal]) => signal ?? code);
  atEnd(context, async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, output: () => output, ended, ready: () => readyFile(child, dataDirectory, () => output) };
}

async function readyFile(child: ChildProcess, directory: string, output: () => string): Promise<ReadyInformation> {
  const file = join(directory, 'ready.json');
  await until(`it is ready: ${output()}`, () => {
    if (child.exitCode !== null) throw new Error(`musterd ended with ${child.exitCode}: ${output()}`);
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).pid === child.pid;
  });
  return JSON.parse(readFileSync(file, 'utf8')) as ReadyInformation;
}

/** Polls what another process does, of which no event tells. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + LIMIT_MS;
  while (!isSo()) {
    assert.ok(performance.now() < giveUpAt, `Waited in vain until ${what}`);
    await delay(20);
  }
}

/** The process of the embedded PostgreSQL. */
export function postgresPid(dataDirectory: string): number {
  return Number(readFileSync(join(dataDirectory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

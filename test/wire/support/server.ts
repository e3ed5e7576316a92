/**
 * Servers for the wire tests: `musterd up` as a process of its own, on free ports and with a throw-away directory, so that
 * clients meet exactly what a person starts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { ReadyInformation } from '../../../src/server/ready-file.ts';
import { within } from './within.ts';

const program = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.js');
const START_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 60_000;

export interface WireServer extends ReadyInformation {
  /** What `caFile` holds. */
  readonly ca: string;
  /** The path of its ready file, for commands. */
  readonly readyFile: string;
}

let shared: Promise<WireServer> | undefined;

/** The one server that all wire tests of a run share. */
export function wireServer(): Promise<WireServer> {
  shared ??= startServer();
  return shared;
}

const running: { readonly child: ChildProcess; readonly directory: string }[] = [];

/** A server of one's own, for tests that need other settings. It ends with the run at the latest. */
export async function startServer(
  words: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
  onOutput: (output: string) => void = () => undefined,
): Promise<WireServer> {
  const directory = mkdtempSync(join(tmpdir(), 'musterd-wire-'));
  const readyFile = join(directory, 'ready.json');
  const ports = ['--http-port', '0', '--https-port', '0', '--mqtts-port', '0'];
  const parameters = ['up', '--ephemeral', ...ports, '--ready-file', readyFile, ...words];
  const child = spawn(process.execPath, [program, ...parameters], {
    // Settings of the person who runs the tests are not for this server.
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push({ child, directory });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-8_000);
      onOutput(String(chunk));
    });
  }
  await within(appearance(readyFile, directory, child), 'the server is ready', START_LIMIT_MS).catch((error) => {
    throw new Error(`The server did not start: ${output}`, { cause: error });
  });
  const ready = JSON.parse(readFileSync(readyFile, 'utf8')) as ReadyInformation;
  return { ...ready, readyFile, ca: readFileSync(ready.caFile, 'utf8') };
}

/** Resolves when the ready file is there, which appears whole; rejects when the server ends instead. */
function appearance(file: string, directory: string, child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const watcher = watch(directory, look);
    child.once('exit', giveUp);
    function look(): void {
      if (!existsSync(file)) return;
      forget();
      resolve();
    }
    function giveUp(code: number | null): void {
      forget();
      reject(new Error(`musterd ended with ${code}`));
    }
    function forget(): void {
      watcher.close();
      child.off('exit', giveUp);
    }
    look();
  });
}

// A run that ends otherwise, for example by an error while files are loaded, leaves no server behind either.
process.on('exit', () => {
  for (const { child } of running) child.kill('SIGTERM');
});

after(async () => {
  await Promise.all(running.map(({ child, directory }) => stop(child, directory)));
});

async function stop(child: ChildProcess, directory: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    await within(ended, 'the server ends', STOP_LIMIT_MS).catch(() => child.kill('SIGKILL'));
  }
  rmSync(directory, { recursive: true, force: true });
}

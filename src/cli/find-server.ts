/** Finds a running server by its ready file: the one of the data directory, or the one that was named. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from '../lib/living-process.ts';
import { READY_FILE, type ReadyInformation } from '../server/ready-file.ts';
import { readSettings } from '../server/settings/read.ts';
import type { OptionValues, Terminal } from './command.ts';
import { settingOptions } from './setting-options.ts';

/** The options by which a command is told which server is meant. */
export const serverOptions = settingOptions(['config', 'dataDir', 'readyFile']);

/**
 * What the server says of itself; undefined, and a complaint that says what to do, if none is found. One that was killed
 * has left its ready file: there is a complaint, and what it said, since it has the same keys when it is started again.
 */
export async function findServer(flags: OptionValues, terminal: Terminal): Promise<ReadyInformation | undefined> {
  const path = readyFileOf(flags);
  const ready = await read(path, terminal);
  if (ready !== undefined && !isRunning(ready)) {
    terminal.complain(`musterd: the server of ${path} does not run any more; start it again with musterd up.\n`);
  }
  return ready;
}

/** The same without a word: undefined if there is no ready file, or if the server that wrote it does not run any more. */
export async function runningServer(): Promise<ReadyInformation | undefined> {
  const ready = await read(readyFileOf({}), { complain: () => undefined });
  return ready !== undefined && isRunning(ready) ? ready : undefined;
}

/** Where the ready file of the server that is meant is looked for. */
export function readyFileOf(flags: OptionValues): string {
  const settings = readSettings({ flags, environment: process.env, directory: workingDirectory() });
  return settings.readyFile ?? join(settings.dataDir, READY_FILE);
}

/** Somebody may have deleted the directory that a shell still stands in; a server is found without it where it is named. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

async function read(path: string, terminal: Pick<Terminal, 'complain'>): Promise<ReadyInformation | undefined> {
  try {
    // Written by the server, whole, and for nobody else to change.
    return JSON.parse(await readFile(path, 'utf8')) as ReadyInformation;
  } catch (error) {
    // An error of JSON has no code, and then nothing is missing.
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    terminal.complain(
      missing
        ? `musterd: no server is running there: ${path} is missing. Start one with musterd up, or name its --data-dir.\n`
        : `musterd: ${path} cannot be read: ${(error as Error).message}\n`,
    );
    return undefined;
  }
}

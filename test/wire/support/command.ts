/** Programs that other people wrote, run to their end. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { within } from './within.ts';

const LIMIT_MS = 120_000;

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without a shell and without input. */
export async function run(
  program: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Result> {
  const child = spawn(program, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
    const [[code], stdout, stderr] = await within(ended, `${program} ${words.join(' ')} ends`, LIMIT_MS);
    return { code, stdout, stderr };
  } finally {
    child.kill('SIGKILL');
  }
}

export interface Found {
  readonly program: string;
  /** False, or why the tests that need the program are skipped. */
  readonly skip: false | string;
}

/** The first of the programs that runs with these words; a version manager may hide the one that does. */
export function find(name: string, programs: readonly string[], ...words: string[]): Found {
  const program = programs.find((candidate) => {
    const { error, status } = spawnSync(candidate, words, { stdio: 'ignore', timeout: LIMIT_MS });
    return error === undefined && status === 0;
  });
  return program === undefined ? { program: name, skip: `${name} is not installed` } : { program, skip: false };
}

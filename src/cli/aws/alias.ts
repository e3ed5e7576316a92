/**
 * Words of one's own for command lines, in `~/.aws/cli/alias`: `[toplevel]` and `[command iot]`
 * (docs/service/command-line.md#aliases-for-lines).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { shellQuote } from '../../lib/shell-quote.ts';
import { splitWords } from '../split-words.ts';
import type { CommandGroup } from './command-groups.ts';
import { type Environment, readSectionsOf, variable } from './config/profile.ts';
import { AwsFailure } from './failure.ts';

/** Other words for the same program, or a command of the shell. */
export type Alias = { readonly words: readonly string[] } | { readonly command: string };

/** Undefined where the word has no other meaning. Throws an AwsFailure for a file or a value that cannot be read. */
export async function aliasOf(
  word: string,
  service: CommandGroup | undefined,
  environment: Environment,
): Promise<Alias | undefined> {
  const path = join(variable(environment, 'HOME') ?? homedir(), '.aws', 'cli', 'alias');
  const sections = await readSectionsOf(path);
  const value = sections.get(service === undefined ? 'toplevel' : `command ${service}`)?.get(word.toLowerCase());
  if (typeof value !== 'string') return undefined;
  if (value.startsWith('!')) return { command: value.slice(1) };
  const { isClosed, words } = splitWords(value);
  if (isClosed) return { words };
  const reason = `No closing quotation when parsing:\n${value}`;
  throw new AwsFailure(255, `Value of alias "${word}" could not be parsed. Received error: ${reason}`);
}

/** Runs a command of the shell with these words behind it, in this terminal, and gives its exit code. */
export async function runShellAlias(
  command: string,
  words: readonly string[],
  environment: Environment,
): Promise<number> {
  const line = [command, ...words.map(shellQuote)].join(' ');
  const child = spawn(line, { shell: true, stdio: 'inherit', env: environment });
  // These are the values of the event.
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  // As a shell says it of a command that a signal has ended.
  return code ?? (signal === 'SIGINT' ? 130 : 128);
}

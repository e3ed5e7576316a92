/** Runs one command line and gives its exit code: 0, 1 for a failure, 2 for a command line or a setting that is wrong. */
import { ConfigError } from '../lib/config-error.ts';
import { didYouMean } from '../lib/nearest.ts';
import type { Terminal } from './command.ts';
import { commands } from './commands.ts';
import { commandHelp, programHelp } from './help.ts';
import { parseOptions, UsageError } from './parse-options.ts';
import { version } from './version.ts';

export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(words, terminal);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
    terminal.complain(`musterd: ${error.message}\n`);
    return 2;
  }
}

async function dispatch([word, ...rest]: readonly string[], terminal: Terminal): Promise<number> {
  if (word === '--version') {
    terminal.print(`musterd ${version()}\n`);
    return 0;
  }
  if (word === undefined) {
    terminal.complain(programHelp(commands));
    return 2;
  }
  if (word === '--help' || word === '-h' || word === 'help') return help(rest[0], terminal);
  const command = find(word);
  if (rest[0] === 'help' || rest.includes('--help') || rest.includes('-h')) return help(word, terminal);
  const body = await command.load();
  return body.run(parseOptions(rest, body.options), terminal);
}

async function help(word: string | undefined, terminal: Terminal): Promise<number> {
  if (word === undefined) {
    terminal.print(programHelp(commands));
    return 0;
  }
  const command = find(word);
  terminal.print(commandHelp(command, await command.load()));
  return 0;
}

function find(word: string) {
  const command = commands.find((candidate) => candidate.name === word);
  if (command !== undefined) return command;
  const names = [...commands.map((candidate) => candidate.name), 'help'];
  throw new UsageError(`Unknown command ${JSON.stringify(word)}.${didYouMean(word, names)} See musterd help.`);
}

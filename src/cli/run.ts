/** Runs one command line and gives its exit code: 0, 1 for a failure, 2 for a command line or a setting that is wrong. */
import { ConfigError } from '../lib/config-error.ts';
import { didYouMean } from '../lib/nearest.ts';
import { isAwsLine } from './aws/is-aws-line.ts';
import { CommandFailure, type Terminal } from './command.ts';
import { commands } from './commands.ts';
import { commandHelp, programHelp } from './help.ts';
import { parseOptions, UsageError } from './parse-options.ts';
import { version } from './version.ts';

export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(words, terminal);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigError || error instanceof CommandFailure)) throw error;
    terminal.complain(`musterd: ${error.message}\n`);
    return error instanceof CommandFailure ? 1 : 2;
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<number> {
  const [word] = words;
  if (word === '--version') {
    terminal.print(`musterd ${version()}\n`);
    return 0;
  }
  if (word === undefined) {
    terminal.complain(programHelp(commands));
    return 2;
  }
  if (isAwsLine(words)) {
    const { runAws } = await import('./aws/aws.ts');
    return runAws(words, terminal);
  }
  if (word === '--help' || word === '-h' || word === 'help') return help(words.slice(1), terminal);
  const command = find(words);
  const rest = words.slice(command.name.split(' ').length);
  if (rest[0] === 'help' || rest.includes('--help') || rest.includes('-h')) return help(words, terminal);
  const body = await command.load();
  return body.run(parseOptions(rest, body), terminal);
}

async function help(words: readonly string[], terminal: Terminal): Promise<number> {
  if (words[0] === undefined) {
    terminal.print(programHelp(commands));
    return 0;
  }
  const command = find(words);
  terminal.print(commandHelp(command, await command.load()));
  return 0;
}

/** The command of the first word, or of the first two. */
function find(words: readonly string[]) {
  const [word = '', second] = words;
  const command =
    commands.find((candidate) => candidate.name === `${word} ${second}`) ??
    commands.find((candidate) => candidate.name === word);
  if (command !== undefined) return command;
  const names = [...commands.map((candidate) => candidate.name), 'help'];
  const isGroup = names.some((name) => name.startsWith(`${word} `));
  const said = isGroup && second !== undefined ? `${word} ${second}` : word;
  throw new UsageError(`Unknown command ${JSON.stringify(said)}.${didYouMean(said, names)} See musterd help.`);
}

/** Runs one command line and gives its exit code: 0, 1 for a failure, 2 for a command line or a setting that is wrong. */
import { ConfigError } from '../lib/config-error.ts';
import { didYouMean } from '../lib/nearest.ts';
import type { PromptMode } from './auto-prompt/mode.ts';
import { commandGroups } from './aws/command-groups.ts';
import { isAwsLine, wordAfterOptions } from './aws/is-aws-line.ts';
import { CommandFailure, type Terminal } from './command.ts';
import { commands } from './commands.ts';
import { commandHelp, groupHelp, helpWidth, programHelp } from './help.ts';
import { parseOptions, UsageError } from './parse-options.ts';
import { versionText } from './version.ts';

/** Words of a command. */
const LONGEST_NAME = 3;
const HELP: readonly string[] = ['help', '--help', '-h'];
/** What Ctrl-C ends with. */
const INTERRUPTED = 130;
/** Commands of a group that a complaint lists. */
const MOST_NAMED = 8;

export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const mode = await modeOf(words, terminal);
    if (mode === 'on') return await runAsked(words, terminal);
    const code = await dispatch(words, terminal, mode === 'on-partial');
    return mode === 'on-partial' && code === 252 ? await runAsked(words, terminal) : code;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ConfigError || error instanceof CommandFailure)) throw error;
    terminal.complain(`musterd: ${error.message}\n`);
    return error instanceof CommandFailure ? 1 : 2;
  }
}

/** Nobody is asked for a line of our own words, which scripts and people write as it is meant. */
async function modeOf(words: readonly string[], { isPrompting }: Terminal): Promise<PromptMode> {
  if (isPrompting !== true || (words.length > 0 && !isAwsLine(words) && !isForeign(words))) return 'off';
  return (await import('./auto-prompt/mode.ts')).promptMode(words);
}

/** Runs the line that somebody makes of these words. */
async function runAsked(words: readonly string[], terminal: Terminal): Promise<number> {
  const { askForLine } = await import('./auto-prompt/prompt.ts');
  const asked = await askForLine(words.filter((word) => word !== '--cli-auto-prompt'));
  return asked === undefined ? INTERRUPTED : dispatch(asked, terminal);
}

async function dispatch(words: readonly string[], terminal: Terminal, isSilentAboutSyntax = false): Promise<number> {
  const [word] = words;
  if (word === '--version') {
    terminal.print(`${versionText()}\n`);
    return 0;
  }
  if (word === undefined) {
    terminal.complain(programHelp(commands, helpWidth(terminal)));
    return 2;
  }
  if (word === '__complete') {
    const code = await (await import('./completion/print-candidates.ts')).printCandidates(words.slice(1), terminal);
    // A server that does not answer must not keep anybody waiting who is typing.
    process.stdout.write('', () => process.exit(code));
    return code;
  }
  if (isAwsLine(words) || isForeign(words)) {
    const { runAws } = await import('./aws/aws.ts');
    return runAws(words, terminal, { isSilentAboutSyntax });
  }
  if (word === 'help') return helpPage(words.slice(1), terminal);
  if (word === '--help' || word === '-h') return help(words.slice(1), terminal);
  const asksOfGroup = HELP.includes(words.at(-1) ?? '');
  const group = groupHelp(words.slice(0, asksOfGroup ? -1 : undefined).join(' '), commands, helpWidth(terminal));
  if (group !== undefined) {
    if (asksOfGroup) terminal.print(group);
    else terminal.complain(group);
    return asksOfGroup ? 0 : 2;
  }
  const command = find(words);
  const rest = words.slice(command.name.split(' ').length);
  if (rest[0] === 'help' || rest.includes('--help') || rest.includes('-h')) return help(words, terminal);
  const body = await command.load();
  return body.run(parseOptions(rest, body), terminal);
}

/** Whether the line begins with none of our own words: with an alias, or with a mistake, which is told as the original does. */
function isForeign(words: readonly string[]): boolean {
  const word = wordAfterOptions(words) ?? 'help';
  return !HELP.includes(word) && !commands.some(({ name }) => `${name} `.startsWith(`${word} `));
}

/** `musterd help` in the words and the layout of the original; help of our own commands is what `--help` gives. */
async function helpPage(words: readonly string[], terminal: Terminal): Promise<number> {
  const [word] = words;
  if (word !== undefined && isAwsLine(words)) {
    const { runAws } = await import('./aws/aws.ts');
    return runAws([...words, 'help'], terminal);
  }
  const { topicNames } = await import('./aws/help/overview-pages.ts');
  if (word !== undefined && !topicNames.includes(word)) {
    const subjects = [
      ...new Set([...commands.map(({ name }) => name.split(' ')[0] ?? ''), ...commandGroups, ...topicNames]),
    ];
    if (subjects.includes(word)) return help(words, terminal);
    throw new UsageError(
      `There is no help on ${JSON.stringify(word)}.${didYouMean(word, subjects)} There is help on ${subjects.join(', ')}.`,
    );
  }
  const { showHelp } = await import('./aws/help/show-help.ts');
  const ownCommands = commands.map(({ name, sentence }) => [name, sentence] as const);
  return showHelp(word === undefined ? { kind: 'program', ownCommands } : { kind: 'topic', name: word }, terminal);
}

async function help(words: readonly string[], terminal: Terminal): Promise<number> {
  if (words[0] === undefined) {
    terminal.print(programHelp(commands, helpWidth(terminal)));
    return 0;
  }
  const group = groupHelp(words.join(' '), commands, helpWidth(terminal));
  if (group !== undefined) {
    terminal.print(group);
    return 0;
  }
  const command = find(words);
  terminal.print(commandHelp(command, await command.load(), helpWidth(terminal)));
  return 0;
}

/** The command of the first word, or of the first two or three. */
function find(words: readonly string[]) {
  const said = (count: number) => words.slice(0, count).join(' ');
  for (let count = LONGEST_NAME; count > 0; count -= 1) {
    const command = commands.find((candidate) => candidate.name === said(count));
    if (command !== undefined) return command;
  }
  const names = [...commands.map((candidate) => candidate.name), 'help'];
  const membersOf = (group: string) => names.filter((name) => name.startsWith(`${group} `));
  let count = 1;
  while (count < words.length && membersOf(said(count)).length > 0) count += 1;
  const members = membersOf(said(count)).length > 0 ? membersOf(said(count)) : membersOf(said(count - 1));
  const isShort = members.length > 0 && members.length <= MOST_NAMED;
  const hint = didYouMean(said(count), names) || (isShort ? ` There is: ${members.join(', ')}.` : '');
  throw new UsageError(`Unknown command ${JSON.stringify(said(count))}.${hint} See musterd help.`);
}

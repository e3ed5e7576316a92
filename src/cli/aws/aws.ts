/**
 * The command line of AWS's own words: `musterd iot COMMAND ...` and `musterd iot-jobs-data COMMAND ...`
 * (docs/service/command-line.md), and in the same manner `musterd x COMMAND ...` for the operations under `/x/`.
 */
import type { OperationContract } from '../../contract/operation.ts';
import type { Terminal } from '../command.ts';
import { versionText } from '../version.ts';
import { aliasOf, runShellAlias } from './alias.ts';
import { type CommandGroup, commandGroups, isCommandGroup } from './command-groups.ts';
import { type Environment, profileNames } from './config/profile.ts';
import { checkEndpointUrl } from './connection.ts';
import { errorFormatOf } from './error-format.ts';
import { AwsFailure, badParameter, badSyntax } from './failure.ts';
import { globalOptions } from './global-options.ts';
import { helpSubject } from './help/help-words.ts';
import { invalidChoice, maybeYouMeant } from './invalid-choice.ts';
import { operationOf } from './operation-of.ts';
import { optionsOf } from './operation-options.ts';
import type { AwsOption, GivenValues } from './option.ts';
import { parseWords } from './parse-words.ts';
import { programName } from './program-name.ts';
import { reportFailure } from './report-failure.ts';
import { type CommandLine, runCommand } from './run-command.ts';
import { similarTo } from './similar.ts';
import { prepareToWait, takeWaitOptions } from './wait-option.ts';

export interface AwsLineOptions {
  readonly environment?: Environment;
  /** Whether nothing is said of a line that ends with 252, because somebody is about to mend it. */
  readonly isSilentAboutSyntax?: boolean;
}

/** Runs one command line and gives its exit code; what goes wrong is on standard error. */
export async function runAws(
  words: readonly string[],
  terminal: Terminal,
  { environment = process.env, isSilentAboutSyntax = false }: AwsLineOptions = {},
): Promise<number> {
  // A later failure is reported as the global options that were understood want it.
  const globals = new Map<string, string | readonly string[] | boolean>();
  const interrupted = () => {
    terminal.print('\n');
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    return await dispatch(words, globals, { environment, terminal, expanded: [] });
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    if (error.exitCode === 252 && isSilentAboutSyntax) return 252;
    const format = await errorFormatOf(globals, environment);
    const hints = terminal.isPrompting === true ? await hintsOf(error, environment) : '';
    await reportFailure(error, { format, hints }, terminal);
    return error.exitCode;
  } finally {
    process.off('SIGINT', interrupted);
  }
}

async function hintsOf(failure: AwsFailure, environment: Environment): Promise<string> {
  const { hintsFor } = await import('./hints.ts');
  return hintsFor(failure, programName(), await profileNames(environment).catch(() => []));
}

interface Surroundings extends Pick<CommandLine, 'environment' | 'terminal'> {
  /** Aliases that have led here: within its own words, an alias is the word that it hides. */
  readonly expanded: readonly string[];
}

async function dispatch(
  words: readonly string[],
  globals: Map<string, string | readonly string[] | boolean>,
  surroundings: Surroundings,
): Promise<number> {
  const { environment, terminal } = surroundings;
  // Two stages: global options are taken out first, wherever they stand.
  const parsed = parseWords(words, globalOptions, 1);
  for (const [key, value] of parsed.values) globals.set(key, value);
  if (globals.get('version') === true) {
    terminal.print(`${versionText()}\n`);
    return 0;
  }
  checkGlobals(globals);
  const {
    rest,
    words: [service],
  } = parsed;
  if (service === undefined) throw badSyntax('the following arguments are required: command');
  const byAlias = await runAlias({ word: service, rest, given: parsed.values }, globals, surroundings);
  if (byAlias !== undefined) return byAlias;
  if (service === 'configure') {
    const { configureFromTerminal } = await import('./config/configure-from-terminal.ts');
    return configureFromTerminal(rest, globals, terminal);
  }
  if (!isCommandGroup(service)) throw await unknownService(service);
  const {
    rest: parameters,
    words: [command],
  } = parseWords(rest, [], 1);
  const aliased = { service, word: command, rest: parameters, given: parsed.values };
  const byCommandAlias = await runAlias(aliased, globals, surroundings);
  if (byCommandAlias !== undefined) return byCommandAlias;
  const help = await helpSubject(service, rest);
  if (help !== undefined) return (await import('./help/show-help.ts')).showHelp(help, terminal);
  if (command === undefined) throw badSyntax('the following arguments are required: operation');
  const operation = await operationOf(service, command);
  if (operation === undefined) {
    const { commandsOf } = await import('./operations.ts');
    throw invalidChoice('argument operation', command, commandsOf(service).keys());
  }
  const { wait, words: own } = takeWaitOptions(operation, parameters);
  const given = parseParameters(operation, own);
  const line = { operation, given, globals, environment, terminal };
  if (wait === undefined) return runCommand(line);
  const untilItIsSo = await prepareToWait(operation, { given, globals, wait }, terminal);
  const code = await runCommand(line);
  return code === 0 ? untilItIsSo() : code;
}

interface AliasedLine {
  readonly service?: CommandGroup;
  readonly word: string | undefined;
  /** What follows the word, without global options. */
  readonly rest: readonly string[];
  /** The global options that were said beside it; they count more than those of the alias. */
  readonly given: GivenValues;
}

/** Undefined where the word is no alias. */
async function runAlias(
  { given, rest, service, word }: AliasedLine,
  globals: Map<string, string | readonly string[] | boolean>,
  { expanded, ...surroundings }: Surroundings,
): Promise<number | undefined> {
  const name = service === undefined ? word : `${service} ${word}`;
  if (word === undefined || name === undefined || expanded.includes(name)) return undefined;
  const alias = await aliasOf(word, service, surroundings.environment);
  if (alias === undefined) return undefined;
  if ('command' in alias) return runShellAlias(alias.command, rest, surroundings.environment);
  const said = [...given].map(([key, value]) => (value === true ? `--${key}` : `--${key}=${String(value)}`));
  const words = [...(service === undefined ? [] : [service]), ...alias.words, ...said, ...rest];
  return dispatch(words, globals, { ...surroundings, expanded: [...expanded, name] });
}

function checkGlobals(globals: GivenValues): void {
  checkEndpointUrl(globals.get('endpoint-url'));
  if (globals.has('cli-auto-prompt') && globals.has('no-cli-auto-prompt')) {
    throw badParameter('Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.');
  }
}

/** Nobody's word: near ones are those of both, the original's and our own. */
async function unknownService(word: string): Promise<AwsFailure> {
  const { commands } = await import('../commands.ts');
  const own = commands.map(({ name }) => name.split(' ')[0] ?? '');
  return invalidChoice('argument command', word, new Set([...commandGroups, 'configure', 'help', ...own]));
}

function parseParameters(operation: OperationContract, words: readonly string[]): GivenValues {
  const options = optionsOf(operation);
  const { rest, values, words: stray } = parseWords(words, options, 1);
  const lifted = ['cli-input-json', 'cli-input-yaml'].some((name) => values.has(name));
  const skeleton = values.get('generate-cli-skeleton');
  if (!lifted && (skeleton === undefined || skeleton === 'output')) requireAll(options, values);
  const unknown = [...rest, ...stray];
  if (unknown.length > 0) throw unknownOptions(unknown, options);
  return values;
}

function requireAll(options: readonly AwsOption[], values: GivenValues): void {
  const missing = options
    .filter(({ key, required }) => required === true && !values.has(key))
    .map(({ name }) => `--${name}`);
  if (missing.length > 0) throw badSyntax(`the following arguments are required: ${missing.join(', ')}`);
}

function unknownOptions(unknown: readonly string[], options: readonly AwsOption[]): AwsFailure {
  const names = options.map(({ name }) => `--${name}`);
  const near = [...new Set(unknown.flatMap((word) => (word.startsWith('--') ? similarTo(word, names) : [])))];
  const hint = near.length === 0 ? '' : `\n${maybeYouMeant(near)}`;
  return new AwsFailure(252, `Unknown options: ${unknown.join(', ')}${hint}`, { usage: 'before' });
}

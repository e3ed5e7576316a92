/** The command line of AWS's own words: `musterd iot COMMAND ...` and `musterd iot-jobs-data COMMAND ...` (`cli.md`). */
import type { OperationContract, ServiceName } from '../../contract/operation.ts';
import type { Terminal } from '../command.ts';
import { versionText } from './call/call-settings.ts';
import type { Environment } from './config/profile.ts';
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
import { reportFailure } from './report-failure.ts';
import { type CommandLine, runCommand } from './run-command.ts';
import { services } from './services.ts';
import { similarTo } from './similar.ts';
import { takeWaitOptions, waitForEnd } from './wait-option.ts';

/** Runs one command line and gives its exit code; what goes wrong is on standard error. */
export async function runAws(
  words: readonly string[],
  terminal: Terminal,
  environment: Environment = process.env,
): Promise<number> {
  // A later failure is reported as the global options that were understood want it.
  const globals = new Map<string, string | readonly string[] | boolean>();
  const interrupted = () => {
    terminal.print('\n');
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    return await dispatch(words, globals, { environment, terminal });
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    await reportFailure(error, await errorFormatOf(globals, environment), terminal);
    return error.exitCode;
  } finally {
    process.off('SIGINT', interrupted);
  }
}

async function dispatch(
  words: readonly string[],
  globals: Map<string, string | readonly string[] | boolean>,
  { environment, terminal }: Pick<CommandLine, 'environment' | 'terminal'>,
): Promise<number> {
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
  if (service === 'configure') {
    const { configureFromTerminal } = await import('./config/configure-from-terminal.ts');
    return configureFromTerminal(rest, globals, terminal);
  }
  if (!isService(service)) throw invalidChoice('argument command', service, services);
  const help = await helpSubject(service, rest);
  if (help !== undefined) return (await import('./help/show-help.ts')).showHelp(help, terminal);
  const {
    rest: parameters,
    words: [command],
  } = parseWords(rest, [], 1);
  if (command === undefined) throw badSyntax('the following arguments are required: operation');
  const operation = await operationOf(service, command);
  if (operation === undefined) {
    const { commandsOf } = await import('./operations.ts');
    throw invalidChoice('argument operation', command, commandsOf(service).keys());
  }
  const { wait, words: own } = takeWaitOptions(operation, parameters);
  const given = parseParameters(operation, own);
  const code = await runCommand({ operation, given, globals, environment, terminal });
  return wait === undefined || code !== 0 ? code : waitForEnd(operation, { given, globals, wait }, terminal);
}

function checkGlobals(globals: GivenValues): void {
  checkEndpointUrl(globals.get('endpoint-url'));
  if (globals.has('cli-auto-prompt') && globals.has('no-cli-auto-prompt')) {
    throw badParameter('Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.');
  }
}

function isService(word: string): word is ServiceName {
  return (services as readonly string[]).includes(word);
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

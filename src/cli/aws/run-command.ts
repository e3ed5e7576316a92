/** Runs a command whose words have been taken apart: makes the input, checks it, calls the operation, prints the answer. */
import type { OperationContract } from '../../contract/operation.ts';
import type { Terminal } from '../command.ts';
import { version } from '../version.ts';
import { call } from './call/call.ts';
import { readConfiguration } from './config/configuration.ts';
import { connect } from './connection.ts';
import { wordOf } from './names.ts';
import type { GivenValues } from './option.ts';
import { type Input, pagingOf } from './paginate.ts';
import { pagingOptionsOf } from './paging-options.ts';
import { printResult, queryOf } from './print-result.ts';
import { validate } from './validate.ts';
import { convert } from './values/convert.ts';

export interface CommandLine {
  readonly operation: OperationContract;
  /** By name of member, and the options of every command. */
  readonly given: GivenValues;
  readonly globals: GivenValues;
  readonly terminal: Terminal;
}

/** Gives the exit code of a command that works; all else is thrown as an AwsFailure. */
export async function runCommand({ given, globals, operation, terminal }: CommandLine): Promise<number> {
  const configuration = await readConfiguration(globals);
  const query = await queryOf(configuration);
  const input = inputOf(operation, given);
  const { findCredentials, ...destination } = await connect(operation.service, configuration);
  const paging = pagingOptionsOf(operation, { given, input, isOff: configuration.option('no-paginate') === true });
  if (paging?.maxItems !== undefined && paging.maxItems <= 0) {
    terminal.complain('warning: Non-positive values for --max-items may result in undefined behavior.\n');
  }
  const limit = pagingOf(operation)?.limit;
  const isSized = paging?.pageSize !== undefined && limit !== undefined;
  validate(operation.input, isSized ? { ...input, [limit]: paging.pageSize } : input);
  const settings = {
    connection: { ...destination, credentials: await findCredentials() },
    maxAttempts: configuration.maxAttempts,
    userAgent: `musterd/${version()}`,
    connectTimeoutMs: 60_000,
    readTimeoutMs: 60_000,
    verifiesTls: true,
    certificateAuthorities: undefined,
    debug: () => undefined,
  };
  await printResult({
    operation,
    input,
    configuration,
    terminal,
    query,
    paging,
    call: (page) => call(operation, page, settings),
  });
  return 0;
}

function inputOf(operation: OperationContract, given: GivenValues): Input {
  const entries: [string, unknown][] = [];
  for (const [name, { shape }] of Object.entries(operation.input)) {
    const value = given.get(name);
    if (value !== undefined) entries.push([name, convert(`--${wordOf(name)}`, shape, value)]);
  }
  return Object.fromEntries(entries);
}

/** Runs a command whose words have been taken apart: makes the input, checks it, calls the operation, prints the answer. */
import type { OperationContract } from '../../contract/operation.ts';
import type { Terminal } from '../command.ts';
import { version } from '../version.ts';
import { call } from './call/call.ts';
import { connect } from './connection.ts';
import { wordOf } from './names.ts';
import type { GivenValues } from './option.ts';
import { formatJson } from './output/json.ts';
import { present } from './output/present.ts';
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
  const input = inputOf(operation, given);
  const connection = await connect(operation.service, globals);
  validate(operation.input, input);
  const answer = await call(operation, input, {
    connection,
    maxAttempts: 3,
    userAgent: `musterd/${version()}`,
    connectTimeoutMs: 60_000,
    readTimeoutMs: 60_000,
    verifiesTls: true,
    certificateAuthorities: undefined,
    debug: () => undefined,
  });
  terminal.print(formatJson(present(operation.output ?? {}, answer, 'iso8601')));
  return 0;
}

function inputOf(operation: OperationContract, given: GivenValues): Readonly<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  for (const [name, { shape }] of Object.entries(operation.input)) {
    const value = given.get(name);
    if (value !== undefined) entries.push([name, convert(`--${wordOf(name)}`, shape, value)]);
  }
  return Object.fromEntries(entries);
}

/**
 * Runs a command whose words have been taken apart: makes the input, checks it, calls the operation, prints the answer.
 */
import type { OperationContract } from '../../contract/operation.ts';
import type { Terminal } from '../command.ts';
import { call, callForBytes } from './call/call.ts';
import { callSettings } from './call/call-settings.ts';
import { type Configuration, readConfiguration } from './config/configuration.ts';
import type { Environment } from './config/profile.ts';
import { connect } from './connection.ts';
import { debugLog } from './debug-log.ts';
import { completeInput, inputOfOptions } from './input.ts';
import { modelled } from './operation-options.ts';
import type { GivenValues } from './option.ts';
import { checkOutfiles, outfilesOf, writeOutfiles } from './outfiles.ts';
import { type Input, pagingOf } from './paginate.ts';
import { pagingOptionsOf } from './paging-options.ts';
import { printResult, queryOf } from './print-result.ts';
import { validate } from './validate.ts';
import type { ValueMap } from './value.ts';
import { readCliInput } from './values/cli-input.ts';
import { writeBytes } from './write-bytes.ts';

export interface CommandLine {
  readonly operation: OperationContract;
  /** By name of member, and the options of every command. */
  readonly given: GivenValues;
  readonly globals: GivenValues;
  readonly environment: Environment;
  readonly terminal: Terminal;
}

/**
 * Gives the exit code of a command that works; all else is thrown as an AwsFailure. The order of the checks is part of
 * what scripts see: values, Region, validation, credentials, network (docs/service/command-line.md#order-of-checks).
 */
export async function runCommand({ environment, given, globals, operation, terminal }: CommandLine): Promise<number> {
  const skeleton = given.get('generate-cli-skeleton');
  if (skeleton === 'input' || skeleton === 'yaml-input') {
    terminal.print(await (await import('./skeleton/skeleton.ts')).inputSkeletonText(operation, skeleton));
    return 0;
  }
  const debug = debugLog(globals.get('debug') === true, terminal);
  const options = inputOfOptions(operation, given);
  const document = (await readCliInput(given)) ?? {};
  const input = completeInput(operation, options, document);
  const paging = pagingOptionsOf(operation, { given, input, isOff: globals.get('no-paginate') === true });
  if (paging?.maxItems !== undefined && paging.maxItems <= 0) {
    terminal.complain('warning: Non-positive values for --max-items may result in undefined behavior.\n');
  }
  const configuration = await readConfiguration(globals, environment);
  const query = await queryOf(configuration);
  const connection = await connect(operation.service, configuration);
  debug(`profile ${configuration.profile.name}, region ${connection.region}`);
  const limit = pagingOf(operation)?.limit;
  const pageSize = paging?.pageSize === undefined || limit === undefined ? {} : { [limit]: paging.pageSize };
  if (configuration.get('parameterValidation') !== 'false') {
    validate(modelled(operation.input), { ...input, ...pageSize });
  }
  await checkOutfiles(operation, given);
  const isSample = skeleton === 'output';
  const settings = isSample ? undefined : await callSettings(operation, configuration, connection, debug);
  if (operation.answers !== undefined && settings !== undefined) {
    await writeBytes(await callForBytes(operation, input, settings), given, terminal);
    return 0;
  }
  const answer = async (page: Input): Promise<ValueMap> => {
    if (settings === undefined) return sampleOutput(operation, configuration);
    const result = await call(operation, page, settings);
    if (outfilesOf(operation).length > 0) await writeOutfiles(operation, given, result);
    return result;
  };
  await printResult({
    operation,
    input,
    configuration,
    terminal,
    query,
    paging: isSample ? undefined : paging,
    call: answer,
  });
  return 0;
}

async function sampleOutput({ output = {} }: OperationContract, configuration: Configuration): Promise<ValueMap> {
  const { outputSkeleton } = await import('./skeleton/output.ts');
  const isPlain = ['text', 'table'].includes(configuration.get('output') ?? 'json');
  return outputSkeleton(output, isPlain ? '1970-01-01 00:00:00' : '1970-01-01T00:00:00');
}

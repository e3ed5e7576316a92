/**
 * Calls an operation, page by page where it pages, and prints what comes
 * (docs/service/command-line.md#pages-and-formats).
 */
import type { OperationContract } from '../../contract/operation.ts';
import type { Terminal } from '../command.ts';
import type { Configuration } from './config/configuration.ts';
import { AwsFailure, badParameter } from './failure.ts';
import { isColored, type OutputOptions, printAnswer, printPages } from './output/output.ts';
import { present, type TimestampFormat } from './output/present.ts';
import { type Input, PaginationError, type PagingOptions, paginate, pagingOf } from './paginate.ts';
import type { Query } from './query/query.ts';
import type { ValueMap } from './value.ts';

export interface Result {
  readonly operation: OperationContract;
  readonly input: Input;
  readonly configuration: Configuration;
  readonly terminal: Terminal;
  readonly query: Query | undefined;
  /** Undefined for exactly one call. */
  readonly paging: PagingOptions | undefined;
  readonly call: (input: Input) => Promise<ValueMap>;
}

/** Throws an AwsFailure for an expression that is none; nothing has been sent then. */
export async function queryOf(configuration: Configuration): Promise<Query | undefined> {
  const expression = configuration.option('query');
  if (typeof expression !== 'string') return undefined;
  const { compileQuery } = await import('./query/query.ts');
  try {
    return compileQuery(expression);
  } catch (cause) {
    throw badParameter(`Bad value for --query ${expression}: ${(cause as Error).message}`);
  }
}

/** On a terminal the output goes through the pager, if there is to be one. */
export async function printResult(result: Result): Promise<void> {
  const { configuration, terminal } = result;
  if (!terminal.isTerminal || configuration.option('no-cli-pager') === true) return printTo(result, terminal.print);
  const { outputPager, showInPager } = await import('./pager.ts');
  let text = '';
  await printTo(result, (more) => {
    text += more;
  });
  const pager = outputPager(configuration.environment, configuration.get('pager'));
  if (text !== '') await showInPager(text, pager, configuration.environment, terminal.print);
}

async function printTo(result: Result, print: (text: string) => void): Promise<void> {
  const { call, configuration, input, operation, paging: pagingOptions } = result;
  const timestampFormat = (configuration.get('timestampFormat') ?? 'iso8601') as TimestampFormat; // its choices are checked
  const output = outputOptions(result);
  const paging = pagingOptions === undefined ? undefined : pagingOf(operation);
  const presented = async (page: Input) => present(operation.output ?? {}, await call(page), timestampFormat);
  try {
    if (paging === undefined) await printAnswer(await presented(input), output, print);
    else {
      const pages = paginate(paging, input, pagingOptions ?? {}, presented);
      await printPages({ resultKey: paging.resultKey, pages }, output, print);
    }
  } catch (cause) {
    const isOurs = cause instanceof Error && (cause.name === 'QueryFunctionError' || cause instanceof PaginationError);
    if (!isOurs && !(cause instanceof RangeError)) throw cause;
    throw new AwsFailure(255, cause.message, { cause });
  }
}

/** How the answers of an operation are printed. */
function outputOptions({
  configuration,
  operation,
  query,
  terminal,
}: Pick<Result, 'configuration' | 'operation' | 'query' | 'terminal'>): OutputOptions {
  const color = (configuration.option('color') ?? 'auto') as 'on' | 'off' | 'auto'; // the parser has checked the choice
  return {
    format: (configuration.get('output') ?? 'json') as OutputOptions['format'], // its choices are checked
    title: operation.name,
    isColored: isColored(color, terminal.isTerminal, configuration.environment),
    columns: terminal.isTerminal ? process.stdout.columns || 80 : 80,
    ...(query === undefined ? {} : { query }),
  };
}

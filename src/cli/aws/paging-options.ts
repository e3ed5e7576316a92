/**
 * What the paging options of a command line mean for the call: all pages, some, or exactly one
 * (docs/service/command-line.md#all-pages-by-default).
 */
import type { OperationContract } from '../../contract/operation.ts';
import { badParameter } from './failure.ts';
import { pagingOptions } from './operation-options.ts';
import type { GivenValues } from './option.ts';
import { type Input, type PagingOptions, pagingOf } from './paginate.ts';

/** Undefined for exactly one call. Throws an AwsFailure for options that contradict one another. */
export function pagingOptionsOf(
  operation: OperationContract,
  { given, input, isOff }: { readonly given: GivenValues; readonly input: Input; readonly isOff: boolean },
): PagingOptions | undefined {
  const paging = pagingOf(operation);
  if (paging === undefined) return undefined;
  const named = pagingOptions.map(({ name }) => name).filter((name) => given.has(name));
  // Who gives the service's own token or limit wants that one page.
  const isManual = paging.inputToken in input || (paging.limit !== undefined && paging.limit in input);
  if (named.length > 0 && (isOff || isManual)) {
    const options = named.map((name) => `--${name}`).join(', ');
    throw badParameter(`Cannot specify --no-paginate along with pagination arguments: ${options}`);
  }
  if (isOff || isManual) return undefined;
  const startingToken = textOf(given, 'starting-token');
  const pageSize = textOf(given, 'page-size');
  const maxItems = textOf(given, 'max-items');
  return {
    ...(startingToken === undefined ? {} : { startingToken }),
    ...(pageSize === undefined ? {} : { pageSize: Number(pageSize) }),
    ...(maxItems === undefined ? {} : { maxItems: Number(maxItems) }),
  };
}

function textOf(given: GivenValues, key: string): string | undefined {
  const value = given.get(key);
  return typeof value === 'string' ? value : undefined;
}

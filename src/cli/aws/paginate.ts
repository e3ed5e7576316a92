/**
 * Lists that come in pages: which operations page, and how all pages are asked for one after another
 * (docs/service/command-line.md#all-pages-by-default), and the tokens that lead from one to the next
 * (docs/service/command-line.md#tokens-of-either-tool).
 */
import type { OperationContract } from '../../contract/operation.ts';
import type { Value, ValueMap } from './value.ts';
import { parseJson } from './values/json.ts';

/** How an operation pages: the names of the members. */
export interface Paging {
  readonly inputToken: 'nextToken' | 'marker';
  readonly outputToken: 'nextToken' | 'nextMarker';
  /** Absent where the size of a page cannot be chosen. */
  readonly limit?: 'maxResults' | 'pageSize';
  readonly resultKey: string;
}

/** What `--starting-token`, `--page-size` and `--max-items` say. */
export interface PagingOptions {
  readonly startingToken?: string;
  readonly pageSize?: number;
  readonly maxItems?: number;
}

/** The members of an operation's input. */
export type Input = Readonly<Record<string, unknown>>;

/** Undefined for an operation that answers at once, and for one that answers more than one list. */
export function pagingOf({ input, output = {} }: OperationContract): Paging | undefined {
  const inputToken = 'nextToken' in input ? 'nextToken' : 'marker' in input ? 'marker' : undefined;
  const outputToken = 'nextToken' in output ? 'nextToken' : 'nextMarker' in output ? 'nextMarker' : undefined;
  const lists = Object.entries(output).flatMap(([name, member]) => (member.shape.type === 'list' ? [name] : []));
  const [resultKey] = lists;
  if (inputToken === undefined || outputToken === undefined || resultKey === undefined || lists.length > 1) {
    return undefined;
  }
  const limit = 'maxResults' in input ? 'maxResults' : 'pageSize' in input ? 'pageSize' : undefined;
  return { inputToken, outputToken, resultKey, ...(limit === undefined ? {} : { limit }) };
}

/** The server gave the same token twice, so that the list would never end. */
export class PaginationError extends Error {
  override readonly name = 'PaginationError';
}

/**
 * Calls until no token is left or enough items were seen; each page keeps only the items that are wanted. Returns the
 * token that `--starting-token` takes, if the list was cut short.
 */
export async function* paginate(
  paging: Paging,
  input: Input,
  { maxItems, pageSize, startingToken }: PagingOptions,
  call: (input: Input) => Promise<ValueMap>,
): AsyncGenerator<ValueMap, string | undefined> {
  let { skipped, token } = readStartingToken(startingToken, paging);
  let seen = 0;
  let former: string | null = null;
  for (;;) {
    const answer = await call({
      ...input,
      ...(pageSize === undefined || paging.limit === undefined ? {} : { [paging.limit]: pageSize }),
      ...(token === null ? {} : { [paging.inputToken]: token }),
    });
    const all = answer[paging.resultKey];
    const items: readonly Value[] = Array.isArray(all) ? all.slice(skipped) : [];
    const isCut = maxItems !== undefined && seen + items.length > maxItems;
    const kept = isCut ? items.slice(0, Math.max(maxItems - seen, 0)) : items;
    yield skipped > 0 || isCut ? { ...answer, [paging.resultKey]: kept } : answer;
    if (isCut) return encodeToken(paging, token, skipped + kept.length);
    seen += items.length;
    const next = answer[paging.outputToken];
    if (typeof next !== 'string' || next === '') return undefined;
    if (maxItems !== undefined && seen === maxItems) return encodeToken(paging, next);
    if (next === former) {
      throw new PaginationError(
        `Error during pagination: The same next token was received twice: {'${paging.inputToken}': '${next}'}`,
      );
    }
    former = next;
    token = next;
    skipped = 0;
  }
}

/** The original's own form, so that either tool goes on where the other stopped. */
function encodeToken({ inputToken }: Paging, token: string | null, shown?: number): string {
  const members = [`${JSON.stringify(inputToken)}: ${asciiText(token)}`];
  if (shown !== undefined) members.push(`"boto_truncate_amount": ${shown}`);
  return Buffer.from(`{${members.join(', ')}}`).toString('base64');
}

function asciiText(token: string | null): string {
  return JSON.stringify(token).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A text that no tool has made is the server's own token. */
function readStartingToken(
  text: string | undefined,
  { inputToken }: Paging,
): { token: string | null; skipped: number } {
  if (text === undefined) return { token: null, skipped: 0 };
  const decoded = decode(text);
  const token = decoded?.[inputToken];
  if (decoded === undefined || (token !== null && typeof token !== 'string')) return { token: text, skipped: 0 };
  const skipped = decoded['boto_truncate_amount'] ?? 0;
  return { token, skipped: typeof skipped === 'number' && skipped >= 0 ? skipped : 0 };
}

function decode(text: string): ValueMap | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    const value = parseJson(Buffer.from(text, 'base64').toString('utf8'));
    // Any object that JSON can say is a map of values.
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ValueMap) : undefined;
  } catch {
    return undefined; // Not what a tool has made.
  }
}

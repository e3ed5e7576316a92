/**
 * Pages of lists: how an opaque token says where the next page begins, and for which list it was given
 * (docs/service/jobs.md#pages-of-lists).
 */
import { createHash } from 'node:crypto';
import { invalidRequest, type ServiceError } from '../contract/errors.ts';

const DEFAULT_LIMIT = 25;
const FILTERS_HASH_BYTES = 8;

/** What the members of a position are, in the order of the list's sort key. */
type Kind = 'string' | 'number';

type PositionOf<Kinds extends readonly Kind[]> = {
  readonly [I in keyof Kinds]: Kinds[I] extends 'string' ? string : number;
};

/** The empty tuple is there so that the compiler takes an array for the tuple that it is. */
type AnyPosition = readonly [] | readonly (string | number)[];

/** The part of a list's input that asks for a page. Lists with other names for these pass them on under these. */
interface PageInput {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** One page of a list as it was asked for. */
export interface Page<Position extends AnyPosition> {
  /** How many items the answer holds at most. Read one more, so that `cutPage` can tell whether a next page exists. */
  readonly limit: number;
  /** The sort key of the last item of the page before; undefined for the first page. */
  readonly after: Position | undefined;
  readonly filtersHash: string;
}

/**
 * Opens a page. `list` is the operation's name, `filters` everything else that selects or orders the items, and `kinds`
 * the types of the sort key's members. A token that was not made by `cutPage` for the same list and filters is an
 * InvalidRequestException.
 */
export function pageOf<const Kinds extends readonly Kind[]>(
  list: string,
  input: PageInput,
  filters: Readonly<Record<string, unknown>>,
  kinds: Kinds,
): Page<PositionOf<Kinds>> {
  const filtersHash = hashOf(list, filters);
  const after = input.nextToken === undefined ? undefined : decode(input.nextToken, filtersHash, kinds);
  return { limit: input.maxResults ?? DEFAULT_LIMIT, after, filtersHash };
}

/**
 * Takes the items of the page from rows that were read with a limit of `page.limit + 1`, and makes the token of the
 * next page if there is one.
 */
export function cutPage<Row, Position extends AnyPosition>(
  page: Page<Position>,
  rows: readonly Row[],
  positionOf: (row: Row) => Position,
): { readonly items: readonly Row[]; readonly nextToken: string | undefined } {
  if (rows.length <= page.limit) return { items: rows, nextToken: undefined };
  const items = rows.slice(0, page.limit);
  const last = items.at(-1);
  return { items, nextToken: last === undefined ? undefined : nextTokenAfter(page, positionOf(last)) };
}

/** How many rows a list reads for one page where a filter cannot use an index. */
export const SCAN_LIMIT = 1000;

/**
 * Takes the items of the page from up to `scanLimit` rows that were read, of which only some belong to the list. A page
 * may then hold fewer items than asked for, even none, and still have a next one.
 */
export function cutSparsePage<Row, Position extends AnyPosition>(
  page: Page<Position>,
  rows: readonly Row[],
  scanLimit: number,
  belongs: (row: Row) => boolean,
  positionOf: (row: Row) => Position,
): { readonly items: readonly Row[]; readonly nextToken: string | undefined } {
  const cut = cutPage(page, rows.filter(belongs), positionOf);
  const last = rows.at(-1);
  if (cut.nextToken !== undefined || last === undefined || rows.length < scanLimit) return cut;
  return { items: cut.items, nextToken: nextTokenAfter(page, positionOf(last)) };
}

/** The token of the page that begins after `position`, for lists that find their next position themselves. */
export function nextTokenAfter<Position extends AnyPosition>(page: Page<Position>, position: Position): string {
  // Digits and letters only: it survives any URL and satisfies the pattern of certificate and policy markers.
  return Buffer.from(page.filtersHash + JSON.stringify(position)).toString('hex');
}

function decode<Kinds extends readonly Kind[]>(token: string, filtersHash: string, kinds: Kinds): PositionOf<Kinds> {
  const text = Buffer.from(token, 'hex').toString();
  if (Buffer.from(text).toString('hex') !== token || !/^[0-9a-f]{16}\[/.test(text)) throw undecodable();
  if (text.slice(0, filtersHash.length) !== filtersHash) {
    throw invalidRequest('The nextToken belongs to a list with other filters. Repeat the filters of the first call.');
  }
  const position = parse(text.slice(filtersHash.length));
  if (!isPosition(position, kinds)) throw undecodable();
  return position;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw undecodable();
  }
}

/** A forged position must not reach the database as something that it cannot compare. */
function isPosition<Kinds extends readonly Kind[]>(value: unknown, kinds: Kinds): value is PositionOf<Kinds> {
  return (
    Array.isArray(value) &&
    value.length === kinds.length &&
    kinds.every((kind, i) =>
      kind === 'string' ? typeof value[i] === 'string' && !value[i].includes('\0') : Number.isSafeInteger(value[i]),
    )
  );
}

function hashOf(list: string, filters: Readonly<Record<string, unknown>>): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([list, filters]))
    .digest();
  return hash.subarray(0, FILTERS_HASH_BYTES).toString('hex');
}

function undecodable(): ServiceError {
  return invalidRequest('The nextToken is not one that this list has given.');
}

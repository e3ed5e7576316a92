/** Finds things in the fleet index, in the order of their names, with bounded work for each page. */
import { fieldsOfThing, type ThingDocument } from '../../domain/fleet-index.ts';
import { chooseRanges, type IndexRange, rangesOf } from '../../domain/query/candidates.ts';
import { matches } from '../../domain/query/matches.ts';
import type { Query } from '../../domain/query/query.ts';
import { type Queryable, statement } from '../database/database.ts';

/** A range with more entries is not worth reading whole and sorting; what matches it is then dense enough to be walked to. */
const MOST_ENTRIES = 20_000;
/** How many documents one page may look at, in batches that grow: common words fill a page with the first. */
const BATCHES: readonly number[] = [200, 800, 2_000, 2_000];

// Comparing rows of columns and ordering by them leaves the planner one index to use, whatever it believes of the values.
const countWords = statement(
  'indexSearch.countWords',
  `SELECT count(*) AS count FROM (
     SELECT 1 FROM index_term WHERE (field, word) >= ($1, $2) AND (field, word) <= ($1, $3)
     ORDER BY field, word, thing_name LIMIT $4
   ) AS entry`,
);
const countWordsOfAnyField = statement(
  'indexSearch.countWordsOfAnyField',
  `SELECT count(*) AS count FROM (
     SELECT 1 FROM index_term WHERE word >= $1 AND word <= $2 ORDER BY word, thing_name LIMIT $3
   ) AS entry`,
);
const countNumbers = statement(
  'indexSearch.countNumbers',
  `SELECT count(*) AS count FROM (
     SELECT 1 FROM index_number WHERE (field, number) >= ($1, $2::float8) AND (field, number) <= ($1, $3::float8)
     ORDER BY field, number, thing_name LIMIT $4
   ) AS entry`,
);
const withWord = statement(
  'indexSearch.withWord',
  `SELECT thing_name AS "thingName" FROM index_term
   WHERE (field, word, thing_name) > ($1, $2, $3) AND (field, word) <= ($1, $2)
   ORDER BY field, word, thing_name LIMIT $4`,
);
const withWordInAnyField = statement(
  'indexSearch.withWordInAnyField',
  `SELECT thing_name AS "thingName" FROM index_term WHERE (word, thing_name) > ($1, $2) AND word <= $1
   ORDER BY word, thing_name LIMIT $3`,
);
// The inner limit only keeps the order of the index; there are no more entries than were just counted.
const withWords = statement(
  'indexSearch.withWords',
  `SELECT DISTINCT thing_name AS "thingName" FROM (
     SELECT thing_name FROM index_term WHERE (field, word) >= ($1, $2) AND (field, word) <= ($1, $3)
     ORDER BY field, word, thing_name LIMIT ${2 * MOST_ENTRIES}
   ) AS entry WHERE thing_name > $4 ORDER BY thing_name LIMIT $5`,
);
const withWordsInAnyField = statement(
  'indexSearch.withWordsInAnyField',
  `SELECT DISTINCT thing_name AS "thingName" FROM (
     SELECT thing_name FROM index_term WHERE word >= $1 AND word <= $2
     ORDER BY word, thing_name LIMIT ${2 * MOST_ENTRIES}
   ) AS entry WHERE thing_name > $3 ORDER BY thing_name LIMIT $4`,
);
const withNumbers = statement(
  'indexSearch.withNumbers',
  `SELECT DISTINCT thing_name AS "thingName" FROM (
     SELECT thing_name FROM index_number WHERE (field, number) >= ($1, $2::float8) AND (field, number) <= ($1, $3::float8)
     ORDER BY field, number, thing_name LIMIT ${2 * MOST_ENTRIES}
   ) AS entry WHERE thing_name > $4 ORDER BY thing_name LIMIT $5`,
);
const all = statement(
  'indexSearch.all',
  `SELECT thing_name AS "thingName", document FROM indexed_thing WHERE thing_name > $1 ORDER BY thing_name LIMIT $2`,
);
const byNames = statement(
  'indexSearch.byNames',
  `SELECT d.document FROM unnest($1::text[]) AS n (thing_name) CROSS JOIN LATERAL (
     SELECT document FROM indexed_thing WHERE thing_name = n.thing_name LIMIT 1
   ) AS d`,
);

export interface FoundThings {
  readonly things: readonly ThingDocument[];
  /** The thing after which the search goes on; undefined at its end. */
  readonly next: string | undefined;
}

/**
 * Up to `limit` things after a name that match the query. It may give fewer, even none, and still have to go on, since a
 * call looks at a few thousand things at most.
 */
export async function searchThings(
  queryable: Queryable,
  query: Query,
  after: string,
  limit: number,
): Promise<FoundThings> {
  const ranges = await rangesToRead(queryable, query);
  const things: ThingDocument[] = [];
  let position = after;
  for (const size of BATCHES) {
    const batch = await proposed(queryable, ranges, position, size);
    for (const document of batch.documents) {
      if (!matches(query, fieldsOfThing(document))) continue;
      if (things.length === limit) return { things, next: things.at(-1)?.thingName };
      things.push(document);
    }
    if (batch.next === undefined) return { things, next: undefined };
    position = batch.next;
  }
  return { things, next: position };
}

/** Up to `limit` things after a name among which are all that match: those that the index proposes, not yet checked. */
export async function proposeThings(
  queryable: Queryable,
  query: Query,
  after: string,
  limit: number,
): Promise<{ readonly thingNames: readonly string[]; readonly next: string | undefined }> {
  const { documents, next } = await proposed(queryable, await rangesToRead(queryable, query), after, limit);
  return { thingNames: documents.map((document) => document.thingName), next };
}

async function rangesToRead(queryable: Queryable, query: Query): Promise<readonly IndexRange[] | undefined> {
  const counts = new Map<string, number>();
  for (const range of rangesOf(query)) {
    const key = keyOf(range);
    if (!counts.has(key)) counts.set(key, await countOf(queryable, range));
  }
  return chooseRanges(query, (range) => counts.get(keyOf(range)) ?? 0, MOST_ENTRIES);
}

/** The same range may stand in a query twice. JSON knows no infinite numbers. */
function keyOf(range: IndexRange): string {
  return JSON.stringify(range.kind === 'numbers' ? { ...range, from: `${range.from}`, to: `${range.to}` } : range);
}

async function countOf(queryable: Queryable, range: IndexRange): Promise<number> {
  const most = MOST_ENTRIES + 1;
  const [row] = await ask();
  return row?.count ?? 0;

  function ask(): Promise<{ count: number }[]> {
    if (range.kind === 'numbers') return queryable.query(countNumbers, [range.field, range.from, range.to, most]);
    const [from, to] = range.kind === 'word' ? [range.word, range.word] : [range.from, range.to];
    if (range.field === undefined) return queryable.query(countWordsOfAnyField, [from, to, most]);
    return queryable.query(countWords, [range.field, from, to, most]);
  }
}

interface Batch {
  readonly documents: readonly ThingDocument[];
  /** The name up to which nothing was left out; undefined when nothing is left. */
  readonly next: string | undefined;
}

async function proposed(
  queryable: Queryable,
  ranges: readonly IndexRange[] | undefined,
  after: string,
  limit: number,
): Promise<Batch> {
  if (ranges === undefined) {
    const rows = await queryable.query<{ thingName: string; document: ThingDocument }>(all, [after, limit]);
    const next = rows.length < limit ? undefined : rows.at(-1)?.thingName;
    return { documents: rows.map((row) => row.document), next };
  }
  const names = new Set<string>();
  let next: string | undefined;
  for (const range of ranges) {
    const rows = await namesIn(queryable, range, after, limit);
    for (const row of rows) names.add(row.thingName);
    const last = rows.at(-1)?.thingName;
    // What lies behind the end of one range's names is not complete yet.
    if (rows.length === limit && last !== undefined && (next === undefined || last < next)) next = last;
  }
  const end = next;
  const complete = [...names].filter((name) => end === undefined || name <= end).sort();
  const rows = await queryable.query<{ document: ThingDocument }>(byNames, [complete]);
  const documents = rows.map((row) => row.document).sort((a, b) => (a.thingName < b.thingName ? -1 : 1));
  return { documents, next };
}

function namesIn(
  queryable: Queryable,
  range: IndexRange,
  after: string,
  limit: number,
): Promise<{ thingName: string }[]> {
  if (range.kind === 'numbers') {
    return queryable.query(withNumbers, [range.field, range.from, range.to, after, limit]);
  }
  if (range.kind === 'word') {
    if (range.field === undefined) return queryable.query(withWordInAnyField, [range.word, after, limit]);
    return queryable.query(withWord, [range.field, range.word, after, limit]);
  }
  if (range.field === undefined) return queryable.query(withWordsInAnyField, [range.from, range.to, after, limit]);
  return queryable.query(withWords, [range.field, range.from, range.to, after, limit]);
}

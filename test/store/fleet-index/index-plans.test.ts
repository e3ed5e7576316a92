/** The fleet index stays fast as it grows: what a search reads and how its statements are planned, on a filled index. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { parseQuery } from '../../../src/domain/query/parse.ts';
import type { Queryable, Statement } from '../../../src/store/database/database.ts';
import { searchThings } from '../../../src/store/fleet-index/index-search.ts';
import { openTestDatabase } from '../../support/database.ts';

const THINGS = 24_000;
/** What a call may look at: its batches of documents. */
const MOST_DOCUMENTS = 5_000;

const database = await openTestDatabase();

const fill = `
  INSERT INTO indexed_thing (thing_name, document)
    SELECT 't' || i, json_build_object('thingName', 't' || i, 'thingId', i::text, 'thingGroupNames', '[]'::json,
      'attributes', json_build_object('n', i::text, 'half', (i % 2)::text, 'third', (i % 3)::text))
    FROM generate_series(1, ${THINGS}) i;
  INSERT INTO index_term (field, word, thing_name)
    SELECT f.field, f.word, 't' || i FROM generate_series(1, ${THINGS}) i CROSS JOIN LATERAL (VALUES
      ('thingName', 't' || i), ('thingId', i::text), ('attributes.n', i::text),
      ('attributes.half', (i % 2)::text), ('attributes.third', (i % 3)::text)) AS f (field, word);
  INSERT INTO index_number (field, number, thing_name)
    SELECT f.field, f.number, 't' || i FROM generate_series(1, ${THINGS}) i CROSS JOIN LATERAL (VALUES
      ('thingId', i), ('attributes.n', i), ('attributes.half', i % 2), ('attributes.third', i % 3)) AS f (field, number)`;

before(async () => {
  await database.query({ name: '', text: fill });
});

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Plan[];
}

function* nodesOf(plan: Plan): Generator<Plan> {
  yield plan;
  for (const inner of plan.Plans ?? []) yield* nodesOf(inner);
}

/** Scans of whole tables in the plan of a statement. */
async function scansOf(statement: Statement, values: readonly unknown[]): Promise<string[]> {
  const text = `EXPLAIN (FORMAT JSON) ${statement.text}`;
  const [row] = await database.query<{ 'QUERY PLAN': { Plan: Plan }[] }>({ name: '', text }, values);
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  assert.ok(plan !== undefined);
  const scans = [...nodesOf(plan)].filter((node) => node['Node Type'] === 'Seq Scan');
  return scans.map((node) => `${statement.name}: ${node['Relation Name'] ?? ''}`);
}

/** Searches as SearchIndex does, page by page, and gives the names, the most documents of a page, and bad plans. */
async function search(queryString: string) {
  const asked = new Map<string, { statement: Statement; values: readonly unknown[] }>();
  let documents = 0;
  const recorded: Queryable = {
    async query<Row extends object>(statement: Statement, values: readonly unknown[] = []) {
      asked.set(statement.name, { statement, values });
      const rows = await database.query<Row>(statement, values);
      documents += rows.filter((row) => 'document' in row).length;
      return rows;
    },
  };
  const query = parseQuery(queryString, { maximumTerms: 12 });
  const names: string[] = [];
  let most = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    documents = 0;
    const page: Awaited<ReturnType<typeof searchThings>> = await searchThings(recorded, query, after, 500);
    names.push(...page.things.map((thing) => thing.thingName));
    most = Math.max(most, documents);
    after = page.next;
  }
  const scans: string[] = [];
  for (const { statement, values } of asked.values()) scans.push(...(await scansOf(statement, values)));
  return { names, most, scans };
}

const all = Array.from({ length: THINGS }, (_, i) => i + 1);
const queries: readonly [string, (i: number) => boolean][] = [
  ['t77', (i) => i === 77],
  ['thingName:t77*', (i) => `${i}`.startsWith('77')],
  ['t77?', (i) => /^77.$/.test(`${i}`)],
  ['attributes.half:1', (i) => i % 2 === 1],
  ['attributes.half:1 attributes.third:2', (i) => i % 6 === 5],
  ['attributes.half:1 attributes.n:[100 TO 200}', (i) => i % 2 === 1 && i >= 100 && i < 200],
  ['attributes.n > 23995 OR attributes.n <= 3', (i) => i > 23_995 || i <= 3],
  ['attributes.n:* NOT attributes.n:1*', (i) => !`${i}`.startsWith('1')],
  ['*9999', (i) => `${i}`.endsWith('9999')],
  ['attributes.half:1 attributes.half:0', () => false],
  ['NOT *', () => false],
];

for (const known of ['nothing', 'everything']) {
  test(`a search finds all and reads little while the planner knows ${known} of the tables`, async () => {
    if (known === 'everything') await database.query({ name: '', text: 'ANALYZE' });
    for (const [queryString, isWanted] of queries) {
      const { names, most, scans } = await search(queryString);
      const wanted = all.filter(isWanted).map((i) => `t${i}`);
      assert.deepEqual(names, wanted.sort(), queryString);
      assert.ok(most <= MOST_DOCUMENTS, `${queryString}: ${most} documents`);
      assert.deepEqual(scans, [], queryString);
    }
  });
}

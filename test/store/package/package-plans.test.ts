/** Statements about packages, templates and client tokens read few rows of many, also when PostgreSQL knows nothing of them yet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimClientToken } from '../../../src/store/database/client-token.ts';
import { type Queryable, type Statement, statement } from '../../../src/store/database/database.ts';
import { listJobTemplateSummaries } from '../../../src/store/job/job-template.ts';
import { listPackageRecords } from '../../../src/store/package/package.ts';
import {
  findDefaultVersions,
  findPackageVersions,
  hasPackageVersions,
  listPackageVersionRecords,
} from '../../../src/store/package/package-version.ts';
import { openTestDatabase } from '../../support/database.ts';

const MANY = 20_000;
const database = await openTestDatabase();
await database.query({
  name: '',
  text: `
    INSERT INTO package (package_name, default_version_name, created_at, modified_at)
      SELECT 'p' || i, 'v', 0, 0 FROM generate_series(1, ${MANY}) i;
    INSERT INTO package_version (package_name, version_name, status, created_at, modified_at)
      SELECT 'p' || (i % 3 + 1), 'v' || i, CASE WHEN i % 1000 = 0 THEN 'DRAFT' ELSE 'PUBLISHED' END, 0, 0
        FROM generate_series(1, ${MANY}) i;
    INSERT INTO job_template (job_template_id, description, document, created_at)
      SELECT 't' || i, '', '1', 0 FROM generate_series(1, ${MANY}) i;
    INSERT INTO client_token (token_hash, input_hash, created_at)
      SELECT 'h' || i, '', i FROM generate_series(1, ${MANY}) i;`,
});

const asked: { readonly statement: Statement; readonly values: readonly unknown[] }[] = [];
const recorder: Queryable = {
  query(question, values) {
    asked.push({ statement: question, values: values ?? [] });
    return database.query(question, values);
  },
};

interface Plan {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

function* nodesOf(plan: Plan): Generator<Plan> {
  yield plan;
  for (const inner of plan.Plans ?? []) yield* nodesOf(inner);
}

/** The most rows that any part of the plan went through when it ran. */
async function rowsRead(question: Statement, values: readonly unknown[]): Promise<number> {
  const explain = statement('', `EXPLAIN (ANALYZE, FORMAT JSON) ${question.text}`);
  const [row] = await database.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(explain, values);
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  assert.ok(plan !== undefined);
  return Math.max(...[...nodesOf(plan)].map((node) => node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)));
}

test('none of them reads more than a few hundred of twenty thousand rows', async () => {
  const names = Array.from({ length: 25 }, (_, index) => ({ packageName: 'p1', versionName: `v${index * 3}` }));
  await listPackageRecords(recorder, 'p5', 26);
  await listPackageVersionRecords(recorder, 'p1', undefined, 'v5', 26);
  await listPackageVersionRecords(recorder, 'p1', 'DRAFT', '', 26);
  await findPackageVersions(recorder, names);
  await findDefaultVersions(
    recorder,
    names.map(({ packageName }) => packageName),
  );
  await hasPackageVersions(recorder, 'p1');
  await listJobTemplateSummaries(recorder, 't5', 26);
  await claimClientToken(recorder, { operation: 'o', clientToken: 't', input: {}, now: 24 * 60 * 60 * 1000 + 15_000 });
  assert.ok(asked.length >= 9);
  for (const { statement: question, values } of asked) {
    const rows = await rowsRead(question, values);
    assert.ok(rows <= 300, `${question.name} read ${rows} rows`);
  }
});

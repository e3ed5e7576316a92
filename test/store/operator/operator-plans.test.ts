/** Statements about operators and the audit log read few rows of many, also when PostgreSQL knows nothing of them yet. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Queryable, type Statement, statement } from '../../../src/store/database/database.ts';
import {
  countAccessKeys,
  deleteExpiredAccessKeys,
  findAccessKey,
  listAccessKeys,
  markAccessKeysUsed,
} from '../../../src/store/operator/access-key.ts';
import { forgetAudit, listAudit } from '../../../src/store/operator/audit.ts';
import { listOperators } from '../../../src/store/operator/operator.ts';
import {
  isOperatorPolicyAttached,
  listOperatorPolicies,
  listPoliciesOfOperator,
} from '../../../src/store/operator/operator-policy.ts';
import { openTestDatabase } from '../../support/database.ts';

const MANY = 20_000;
const database = await openTestDatabase();
await database.query({
  name: '',
  text: `
    INSERT INTO operator (operator_kind, operator_name, operator_id, created_at)
      SELECT 'user', 'u' || i, i, 0 FROM generate_series(1, ${MANY}) i;
    INSERT INTO access_key (access_key_id, operator_kind, operator_name, sealed_secret, is_active, created_at, expires_at)
      SELECT 'k' || i, 'user', 'u' || i, '', true, 0, CASE WHEN i % 2 = 0 THEN i END FROM generate_series(1, ${MANY}) i;
    INSERT INTO operator_policy (policy_name, policy_document, created_at, modified_at)
      SELECT 'p' || i, '', 0, 0 FROM generate_series(1, ${MANY}) i;
    INSERT INTO operator_policy_attachment (operator_kind, operator_name, policy_name, attached_at)
      SELECT 'user', 'u' || i, 'p' || i, 0 FROM generate_series(1, ${MANY}) i;
    INSERT INTO audit (at, request_id, principal, action, resources, decision, result)
      SELECT i, '', 'a' || i % 200, 'x' || i % 200, ARRAY['r' || i % 200],
        CASE WHEN i % 200 = 0 THEN 'denied' ELSE 'allowed' END, 'OK'
      FROM generate_series(1, ${MANY}) i;`,
});

const asked: { readonly statement: Statement; readonly values: readonly unknown[] }[] = [];
const recorder: Queryable = {
  async query(question, values) {
    asked.push({ statement: question, values: values ?? [] });
    return [];
  },
};

interface Plan {
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
  const user = { kind: 'user', name: 'u7' } as const;
  await findAccessKey(recorder, 'k7');
  await listAccessKeys(recorder, user, 10);
  await countAccessKeys(recorder, user, 0);
  await markAccessKeysUsed(recorder, new Map([['k7', 1]]));
  await deleteExpiredAccessKeys(recorder, MANY / 2, 100);
  await listOperators(recorder, 'user', 'u5', 26);
  await listOperatorPolicies(recorder, 'p5', 26);
  await listPoliciesOfOperator(recorder, user);
  await isOperatorPolicyAttached(recorder, 'p7');
  const times = { since: 0, until: MANY + 1 };
  await listAudit(recorder, times, undefined, 26);
  await listAudit(recorder, times, [MANY / 2, 7], 26);
  await listAudit(recorder, { since: 5_000, until: 5_100 }, undefined, 26);
  for (const filter of [{ principal: 'a7' }, { action: 'x7' }, { resource: 'r7' }, { decision: 'denied' }]) {
    await listAudit(recorder, { ...times, ...filter }, undefined, 26);
  }
  await forgetAudit(recorder, 1_000, MANY - 100, 100);
  assert.equal(asked.length, 18);
  for (const { statement: question, values } of asked) {
    const rows = await rowsRead(question, values);
    assert.ok(rows <= 300, `${question.name} read ${rows} rows`);
  }
});

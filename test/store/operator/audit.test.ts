import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statement } from '../../../src/store/database/database.ts';
import { type AuditEntry, appendAudit, auditedDatabase, listAudit } from '../../../src/store/operator/audit.ts';
import { openTestDatabase } from '../../support/database.ts';

const database = await openTestDatabase();
const entry: AuditEntry = {
  at: 1,
  requestId: 'r',
  principal: null,
  accessKeyId: null,
  action: 'iot:CreateThing',
  resources: ['*'],
  sourceAddress: null,
  decision: 'allowed',
  result: 'OK',
};
const everything = { since: 0, until: Number.MAX_SAFE_INTEGER };
const put = statement('test.put', `INSERT INTO tag (resource_arn, tag_key, tag_value) VALUES ('a', $1, '')`);

test('texts of callers are cut and cleaned before they are stored', async () => {
  const resources = ['a\0b\u001b[2J', 'ü'.repeat(3_000), ...Array.from({ length: 60 }, (_, i) => `r${i}`)];
  await appendAudit(database, [{ ...entry, resources }]);
  const [stored] = await listAudit(database, everything, undefined, 1);
  assert.equal(stored?.resources.length, 50);
  assert.deepEqual(stored?.resources.slice(0, 2), ['a?b?[2J', 'ü'.repeat(512)]);
});

test('only the first transaction that commits carries the entry', async () => {
  let written = 0;
  const audited = auditedDatabase(
    database,
    () => ({ ...entry, requestId: 'once' }),
    () => {
      written += 1;
    },
  );
  await assert.rejects(
    audited.transaction(() => Promise.reject(new Error('refused'))),
    /refused/,
  );
  await audited.transaction((transaction) => transaction.query(put, ['k']));
  await audited.transaction((transaction) => transaction.query(put, ['l']));
  const entries = await listAudit(database, everything, undefined, 10);
  assert.equal(entries.filter(({ requestId }) => requestId === 'once').length, 1);
  assert.equal(written, 1);
});

test('a write beside a transaction is a bug that shows at once', async () => {
  const audited = auditedDatabase(
    database,
    () => entry,
    () => undefined,
  );
  await assert.rejects(audited.query(put, ['m']), /test\.put writes without a transaction/);
});

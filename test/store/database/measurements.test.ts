import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statements } from '../../../src/lib/measurements.ts';
import { openDatabase, statement } from '../../../src/store/database/database.ts';
import { openTestDatabase } from '../../support/database.ts';
import { clockReads, measurementsOf } from '../../support/measurements.ts';

const database = await openTestDatabase();
const three = statement('test.three', 'SELECT generate_series(1, 3)');
const wrong = statement('test.wrong', 'SELECT 1 / 0');

test('a statement is measured once, with its name, its rows and what came of it', async (t) => {
  const told = measurementsOf(t, statements);
  await database.query(three);
  await assert.rejects(database.query(wrong));
  await database.transaction((transaction) => transaction.query(three));
  assert.deepEqual(
    told.map(({ outcome, rows, statement: name }) => [name, rows, outcome]),
    [
      ['test.three', 3, 'OK'],
      ['test.wrong', 0, '22012'],
      ['BEGIN', 0, 'OK'],
      ['test.three', 3, 'OK'],
      ['COMMIT', 0, 'OK'],
    ],
  );
  assert.ok(told.every(({ durationMs }) => durationMs > 0));
});

test('a statement without an answer is measured as one that failed', async (t) => {
  const told = measurementsOf(t, statements);
  const away = openDatabase({
    connection: { host: '/nowhere' },
    connections: 1,
    statementTimeoutMs: 1_000,
    onConnectionError: () => undefined,
  });
  t.after(() => away.close());
  await assert.rejects(away.query(three));
  assert.deepEqual(
    told.map(({ outcome, statement: name }) => [name, outcome]),
    [['test.three', 'failed']],
  );
});

test('no statement is measured while nobody listens', async (t) => {
  const reads = clockReads(t);
  await database.query(three);
  await database.transaction((transaction) => transaction.query(three));
  assert.equal(reads(), 0);
});

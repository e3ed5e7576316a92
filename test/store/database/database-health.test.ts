/** What the answers of a real database tell of how it fares. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import { openDatabase, statement } from '../../../src/store/database/database.ts';
import { DatabaseHealth } from '../../../src/store/database/database-health.ts';
import { AWAY } from '../../../src/store/database/database-trouble.ts';
import { freshDatabase } from '../../support/database.ts';

let now = 0;
const health = new DatabaseHealth(() => now);
const connection = await freshDatabase();
const open = (more: object = {}) =>
  openDatabase({
    connection: { ...connection, ...more },
    connections: 2,
    statementTimeoutMs: 10_000,
    onConnectionError: () => undefined,
    health,
  });
const database = open();
after(() => database.close());

const read = statement('test.read', 'SELECT * FROM tag');
const write = statement('test.write', `INSERT INTO tag (resource_arn, tag_key, tag_value) VALUES ('a', $1, '')`);
const writeNothing = statement('test.writeNothing', `DELETE FROM tag WHERE tag_key = 'none'`);
const put = (key: string = randomUUID()) => database.query(write, [key]);
const putInTransaction = () => database.transaction((transaction) => transaction.query(write, [randomUUID()]));

/** Makes every row that is added fail with this SQLSTATE, until the function that it gives is called. */
async function refuseRows(sqlState: string): Promise<() => Promise<unknown>> {
  await database.query({
    name: '',
    text: `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '${sqlState}'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON tag EXECUTE FUNCTION refuse()`,
  });
  return () => database.query({ name: '', text: 'DROP FUNCTION refuse CASCADE' });
}

describe('the database', () => {
  test('is in trouble while writes find its disk full, however well it reads, until one succeeds', async () => {
    await put();
    assert.equal(health.trouble, undefined);
    const allow = await refuseRows('53100');
    await assert.rejects(put());
    assert.equal(health.trouble, 'The disk of the database is full.');
    await database.query(read);
    await database.query(writeNothing);
    await database.transaction((transaction) => transaction.query(read));
    assert.equal(health.trouble, 'The disk of the database is full.');
    await allow();
    await put();
    assert.equal(health.trouble, undefined);
    const allowAgain = await refuseRows('53100');
    await assert.rejects(putInTransaction());
    assert.equal(health.trouble, 'The disk of the database is full.');
    await allowAgain();
    await putInTransaction();
    assert.equal(health.trouble, undefined);
  });

  test('is in trouble where it is read-only, or reports a fault of its own', async () => {
    const readOnly = open({ options: '-c default_transaction_read_only=on' });
    await assert.rejects(readOnly.query(write, ['x']));
    await readOnly.close();
    assert.equal(health.trouble, 'The database is read-only.');
    const allow = await refuseRows('58030');
    await assert.rejects(put());
    assert.equal(health.trouble, 'The database reports a fault (58030).');
    await allow();
    await put();
  });

  test('is not in trouble for a statement that is wrong, or takes too long', async () => {
    await put('twice');
    await assert.rejects(put('twice'));
    await assert.rejects(database.query(statement('', `SET statement_timeout = 1; SELECT pg_sleep(5)`)));
    assert.equal(health.trouble, undefined);
  });

  test('cannot be reached until it answers anything', async () => {
    const nowhere = open({ host: '127.0.0.1', port: 1 });
    await assert.rejects(nowhere.query(read));
    await nowhere.close();
    assert.equal(health.trouble, 'The database cannot be reached.');
    await database.query(read);
    assert.equal(health.trouble, undefined);
  });

  test('tells when an outage begins and when it is over, each once, with how many statements failed', () => {
    const told: unknown[] = [];
    let present = 0;
    const watched = new DatabaseHealth(() => present, {
      began: (outage) => told.push(['began', outage]),
      ended: (outage) => told.push(['ended', outage]),
    });
    watched.succeeded(true);
    for (let count = 0; count < 3; count += 1) watched.failed(AWAY);
    present = 7_000;
    watched.succeeded(false);
    watched.succeeded(false);
    const { reason } = AWAY;
    assert.deepEqual(told, [
      ['began', { reason, lastedMs: 0, failures: 1 }],
      ['ended', { reason, lastedMs: 7_000, failures: 3 }],
    ]);
  });

  test('is given another chance after a minute, in which nobody may have asked', async () => {
    const allow = await refuseRows('53100');
    await assert.rejects(put());
    now += 60_000;
    assert.equal(health.trouble, 'The disk of the database is full.');
    now += 1;
    assert.equal(health.trouble, undefined);
    await allow();
  });
});

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { Announcement } from '../../../src/domain/announcement.ts';
import {
  findLogReader,
  type LogPosition,
  moveLogReader,
  readLog,
  readLogPositions,
  registerLogReader,
  trimLog,
  unregisterLogReader,
} from '../../../src/store/announcement/announcement-log.ts';
import { change } from '../../../src/store/database/change.ts';
import { type Queryable, statement } from '../../../src/store/database/database.ts';
import { testContext } from '../../support/context.ts';
import { rowsRead } from '../../support/rows-read.ts';
import { signalsTo } from '../../support/signals.ts';

const { database } = await testContext();
const START: LogPosition = { transactionId: '0', announcementId: 0 };
const empty = statement('test.empty', 'TRUNCATE announcement');
const event = (topic: string): Announcement => ({ kind: 'event', topic, payload: {} });

beforeEach(() => database.query(empty));

/** Announces in one transaction; `before` runs when the announcement is stored and not yet committed. */
async function announce(topic: string, before: () => Promise<void> = async () => undefined): Promise<void> {
  await database.transaction(async (transaction) => {
    const body = JSON.stringify([event(topic)]);
    await transaction.query(statement('test.append', 'INSERT INTO announcement (body) VALUES ($1)'), [body]);
    await before();
  });
}

async function topicsAfter(position: LogPosition): Promise<string[]> {
  const rows = await readLog(database, position, 100);
  return rows.flatMap(({ announcements }) => announcements.map((one) => (one.kind === 'event' ? one.topic : one.kind)));
}

describe('the log of announcements', () => {
  test('shows nothing of a transaction that is older than one under way until that one has ended', async () => {
    await announce('slow', async () => {
      await announce('quick');
      assert.deepEqual(await topicsAfter(START), [], 'quick is committed, but slow may come before it');
    });
    assert.deepEqual(await topicsAfter(START), ['slow', 'quick']);
  });

  test('never lets a reader pass a row that commits late, although its number is the smaller one', async () => {
    let position = START;
    const seen: string[] = [];
    const read = async () => {
      for (const row of await readLog(database, position, 100)) {
        seen.push(...row.announcements.map((one) => (one.kind === 'event' ? one.topic : one.kind)));
        position = row;
      }
    };
    await announce('late', async () => {
      for (const topic of ['a', 'b', 'c']) {
        await announce(topic);
        await read();
      }
    });
    await announce('d');
    await read();
    assert.deepEqual(seen.sort(), ['a', 'b', 'c', 'd', 'late']);
  });

  test('gives places and rows in the same order, page by page', async () => {
    for (let number = 0; number < 5; number += 1) await announce(String(number));
    const places = await readLogPositions(database, START, 100);
    const rows = await readLog(database, START, 100);
    assert.deepEqual(
      places,
      rows.map(({ announcementId, transactionId }) => ({ transactionId, announcementId })),
    );
    assert.deepEqual(await readLogPositions(database, places[1] ?? START, 2), places.slice(2, 4));
  });

  test('keeps a row until every reader has passed it', async () => {
    await registerLogReader(database, 'another');
    for (const topic of ['a', 'b', 'c']) await announce(topic);
    const [a, b, c] = await readLogPositions(database, START, 3);
    assert.ok(a && b && c);
    await moveLogReader(database, 'devices', c);
    await moveLogReader(database, 'another', a);
    await trimLog(database);
    assert.deepEqual(await topicsAfter(START), ['b', 'c']);
    await moveLogReader(database, 'another', b);
    await trimLog(database);
    assert.deepEqual(await topicsAfter(START), ['c']);
    await unregisterLogReader(database, 'another');
    await trimLog(database);
    assert.deepEqual(await topicsAfter(START), []);
  });

  test('lets a new reader begin with what is announced from then on', async () => {
    await announce('before');
    await registerLogReader(database, 'new');
    await announce('after');
    const position = await findLogReader(database, 'new');
    assert.ok(position);
    assert.deepEqual(await topicsAfter(position), ['after']);
    await registerLogReader(database, 'new');
    assert.deepEqual(await findLogReader(database, 'new'), position);
    await unregisterLogReader(database, 'new');
    assert.equal(await findLogReader(database, 'new'), undefined);
  });

  test('never moves a reader back', async () => {
    await announce('a');
    await announce('b');
    const [a, b] = await readLogPositions(database, START, 2);
    assert.ok(a && b);
    await registerLogReader(database, 'steady');
    await announce('c');
    const [, , c] = await readLogPositions(database, START, 3);
    assert.ok(c);
    await moveLogReader(database, 'steady', c);
    await moveLogReader(database, 'steady', a);
    assert.deepEqual(await findLogReader(database, 'steady'), c);
    await unregisterLogReader(database, 'steady');
  });

  test('is read and trimmed by its key, also when PostgreSQL knows nothing of it yet', async () => {
    await database.query({
      name: '',
      text: `INSERT INTO announcement (transaction_id, body) SELECT n::text::xid8, '[]' FROM generate_series(3, 20002) n`,
    });
    const middle = { transactionId: '10000', announcementId: 0 };
    const read = (ask: (queryable: Queryable) => Promise<unknown>) => rowsRead(database, [], ask);
    assert.ok((await read((queryable) => readLogPositions(queryable, middle, 50))) <= 50);
    assert.ok((await read((queryable) => readLog(queryable, middle, 50))) <= 50);
    await registerLogReader(database, 'slow');
    await moveLogReader(database, 'devices', { transactionId: '30000', announcementId: 0 });
    await database.query({ name: '', text: `UPDATE announcement_reader SET transaction_id = '100'` });
    const trimmed: Queryable = { query: (question, values) => database.query(question, values) };
    const asked: number[] = [];
    await trimLog({
      async query(question, values) {
        if (question.text.startsWith('DELETE'))
          asked.push(await read((queryable) => queryable.query(question, values)));
        return trimmed.query(question, values);
      },
    });
    assert.ok((asked[0] ?? Number.NaN) <= 98, `${asked[0]} rows were read`);
    await unregisterLogReader(database, 'slow');
  });

  test('carries what change() announces', async () => {
    await change(database, signalsTo(), async (_transaction, effects) => effects.announce(event('changed')));
    assert.deepEqual(await topicsAfter(START), ['changed']);
  });
});

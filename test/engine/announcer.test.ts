import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Announcement, StoredAnnouncements } from '../../src/domain/announcement.ts';
import type { SignalDelivery } from '../../src/domain/signal.ts';
import { type Announcer, createAnnouncer } from '../../src/engine/announcements/announcer.ts';
import { change } from '../../src/store/database/change.ts';
import { type Database, statement } from '../../src/store/database/database.ts';
import { cacheJobDocuments } from '../../src/store/job/job-document.ts';
import { type TestContext, testContext } from '../support/context.ts';
import { signalsTo } from '../support/signals.ts';

const left = statement('test.left', 'SELECT count(*) AS rows FROM announcement');

test('announcements beyond what memory holds wait in the database and are published in order', async () => {
  const context = await testContext();
  const published: string[] = [];
  const announcer = createAnnouncer({
    ...context,
    documents: cacheJobDocuments(context.database, 1_000),
    publisher: {
      isHeard: () => false,
      publishList: () => undefined,
      publishNext: () => undefined,
      publishEvent: (topic) => published.push(topic),
    },
    onError: (error) => {
      throw error;
    },
  });
  const stored: StoredAnnouncements[] = [];
  const many: Announcement = {
    kind: 'executions-joined',
    jobId: 'job',
    jobNumber: 1,
    thingNames: Array.from({ length: 1_000 }, (_, index) => `thing-${index}`),
  };
  for (let number = 0; number < 450; number += 1) {
    const signals = signalsTo({ announced: (row) => void stored.push(row) });
    await change(context.database, signals, async (_transaction, effects) => {
      effects.announce(many);
      effects.announce({ kind: 'event', topic: String(number), payload: {} });
    });
  }
  for (const row of stored) announcer.announce(row);
  await announcer.drained();
  assert.deepEqual(
    published,
    stored.map((_, number) => String(number)),
  );
  assert.deepEqual(await context.database.query(left), [{ rows: 0 }]);
});

/** An announcer that keeps the topics of events, on the database of a context. */
function announcerOf(context: TestContext, published: string[]): Announcer {
  return createAnnouncer({
    ...context,
    documents: cacheJobDocuments(context.database, 1_000),
    publisher: {
      isHeard: () => false,
      publishList: () => undefined,
      publishNext: () => undefined,
      publishEvent: (topic) => published.push(topic),
    },
    onError: assert.ifError,
  });
}

/** Announces an event in a transaction, in which `meanwhile` runs before the commit. */
function announceEvent(
  context: TestContext,
  topic: string,
  signals: SignalDelivery,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<void> {
  return change(context.database, signals, async (transaction, effects) => {
    // Takes its number among transactions now.
    await transaction.query(statement('test.number', 'SELECT pg_current_xact_id()'));
    effects.announce({ kind: 'event', topic, payload: {} });
    await meanwhile();
  });
}

test('what this process stored is published at once, also while an older transaction is under way', async () => {
  const context = await testContext();
  const published: string[] = [];
  const announcer = announcerOf(context, published);
  const signals = signalsTo({ announced: announcer.announce });
  await announceEvent(context, 'slow', signals, async () => {
    await announceEvent(context, 'quick', signals);
    await announcer.drained();
    assert.deepEqual(published, ['quick']);
    assert.deepEqual(await context.database.query(left), [{ rows: 1 }], 'it stays in the log until the older one ends');
  });
  await announcer.drained();
  assert.deepEqual(published, ['quick', 'slow']);
  assert.deepEqual(await context.database.query(left), [{ rows: 0 }]);
});

test('what another process stored is found in the log, once, and in its order', async () => {
  const context = await testContext();
  const published: string[] = [];
  const announcer = announcerOf(context, published);
  const here = signalsTo({ announced: announcer.announce });
  const elsewhere = signalsTo();
  await announceEvent(context, 'elsewhere 1', elsewhere);
  await announceEvent(context, 'here', here);
  await announceEvent(context, 'elsewhere 2', elsewhere);
  await announcer.drained();
  announcer.recover();
  await announcer.drained();
  assert.deepEqual(published.sort(), ['elsewhere 1', 'elsewhere 2', 'here']);
  assert.deepEqual(await context.database.query(left), [{ rows: 0 }]);
});

test('a row that was read from the log before it was handed over is not published again', async () => {
  const context = await testContext();
  const published: string[] = [];
  const announcer = announcerOf(context, published);
  const late: StoredAnnouncements[] = [];
  await announceEvent(context, 'once', signalsTo({ announced: (stored) => void late.push(stored) }));
  announcer.recover();
  await announcer.drained();
  for (const stored of late) announcer.announce(stored);
  await announcer.drained();
  assert.deepEqual(published, ['once']);
});

test('a thousand announcements cost the log a few statements, not one each', async () => {
  const context = await testContext();
  const statements: string[] = [];
  const database: Database = {
    ...context.database,
    async query(question, values) {
      statements.push(question.name);
      return context.database.query(question, values);
    },
  };
  const published: string[] = [];
  const announcer = announcerOf({ ...context, database }, published);
  const waiting: StoredAnnouncements[] = [];
  for (let number = 0; number < 1_000; number += 1) {
    await announceEvent(context, String(number), signalsTo({ announced: (stored) => void waiting.push(stored) }));
  }
  for (const stored of waiting) announcer.announce(stored);
  await announcer.drained();
  assert.equal(published.length, 1_000);
  assert.ok(statements.length < 20, statements.join(' '));
  assert.deepEqual(await context.database.query(left), [{ rows: 0 }]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Announcement, StoredAnnouncements } from '../../src/domain/announcement.ts';
import { createAnnouncer } from '../../src/engine/announcements/announcer.ts';
import { change } from '../../src/store/database/change.ts';
import { statement } from '../../src/store/database/database.ts';
import { cacheJobDocuments } from '../../src/store/job/job-document.ts';
import { testContext } from '../support/context.ts';
import { signalsTo } from '../support/signals.ts';

const left = statement('test.left', 'SELECT count(*) AS rows FROM announcement');

test('what is too much to hold in memory waits in the database, and is published in its order', async () => {
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

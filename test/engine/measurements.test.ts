import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publishAnnouncements } from '../../src/engine/announcements/publish-announcements.ts';
import type { Worker } from '../../src/engine/context.ts';
import { startLoop } from '../../src/engine/loop.ts';
import { enginePasses, publications } from '../../src/lib/measurements.ts';
import { cacheJobDocuments } from '../../src/store/job/job-document.ts';
import { testEngine } from '../support/engine.ts';
import { clockReads, measurementsOf } from '../support/measurements.ts';

const { clock, database, engine } = await testEngine();

/** A loop of a worker that does what is given, one after the other, and the last of it again and again. */
function loopOf(...passes: [Worker, ...Worker[]]) {
  let pass = -1;
  const worker: Worker = (context) => {
    pass = Math.min(pass + 1, passes.length - 1);
    return passes[pass]?.(context) ?? Promise.resolve(null);
  };
  return startLoop(engine, worker, { name: 'a-worker', restMs: 0, onError: () => undefined });
}

const inOneMinute = async () => clock.now() + 60_000;

test('a pass is measured with its worker, what came of it, and how late it was if it was due', async (t) => {
  const told = measurementsOf(t, enginePasses);
  const loop = loopOf(inOneMinute);
  await loop.settle();
  assert.deepEqual(
    told.map(({ outcome, worker, lateMs }) => [worker, outcome, lateMs]),
    told.map(() => ['a-worker', 'OK', undefined]),
  );
  const before = told.length;
  clock.advance(60_250);
  await loop.settle();
  const [due] = told.slice(before);
  assert.deepEqual([due?.outcome, due?.lateMs], ['OK', 250]);
  assert.ok(told.every(({ durationMs }) => durationMs > 0));
  await loop.stop();
});

test('a pass that fails is measured as one that failed', async (t) => {
  const told = measurementsOf(t, enginePasses);
  const loop = loopOf(
    () => Promise.reject(new Error('The database is away.')),
    async () => null,
  );
  await loop.settle();
  await loop.stop();
  assert.deepEqual([told[0]?.worker, told[0]?.outcome], ['a-worker', 'failed']);
  assert.equal(told[1]?.outcome, 'OK');
});

const event = { kind: 'event', topic: 'a-topic', payload: {} } as const;
const rows = [1, 2].map((announcementId) => ({ announcementId, announcements: [event] }));
const publishing = {
  database,
  clock,
  documents: cacheJobDocuments(database, 1_000),
  publisher: {
    isHeard: () => false,
    publishList: () => undefined,
    publishNext: () => undefined,
    publishEvent: () => undefined,
  },
};

test('announcements are measured when they are published', async (t) => {
  const told = measurementsOf(t, publications);
  await publishAnnouncements(publishing, rows);
  assert.deepEqual(
    told.map(({ announcements }) => announcements),
    [2],
  );
});

test('neither passes nor announcements are measured while nobody listens', async (t) => {
  const reads = clockReads(t);
  const loop = loopOf(inOneMinute);
  await loop.settle();
  await loop.stop();
  await publishAnnouncements(publishing, rows);
  assert.equal(reads(), 0);
});

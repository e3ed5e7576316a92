/** Schedules with the engine that the server runs: a year of windows, restarts in between, and lists of many things. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAnnouncer } from '../../src/engine/announcements/announcer.ts';
import type { Publisher } from '../../src/engine/announcements/publisher.ts';
import { type Engine, startEngine } from '../../src/engine/start.ts';
import { virtualTime } from '../../src/engine/virtual-time.ts';
import { createConnectivity } from '../../src/engine/workers/connectivity.ts';
import { cacheJobDocuments } from '../../src/store/job/job-document.ts';
import { TEST_START, type TestContext, testContext } from '../support/context.ts';
import { call, createTestJob, createThings, things } from '../support/jobs.ts';

const DAY = 24 * 60 * 60_000;
const weekly = { maintenanceWindows: [{ startTime: 'cron(0 2 ? * SUN *)', durationInMinutes: 120 }] };

interface Published {
  readonly thing: string;
  readonly at: number;
  readonly queued: number;
}

/** A publisher that keeps the list notifications. */
function keeping(published: Published[], isHeard: (thingName: string) => boolean = () => true): Publisher {
  return {
    isHeard,
    publishList: ({ thingName }, _, queued, at) => published.push({ thing: thingName, at, queued: queued.length }),
    publishNext: () => undefined,
    publishEvent: () => undefined,
  };
}

function start(context: TestContext, publisher: Publisher): Promise<Engine> {
  const { clock, database, newId, settings, signals } = context;
  return startEngine({
    database,
    clock,
    newId,
    publisher,
    signals,
    connectivity: createConnectivity({ serverRun: newId(), now: () => clock.now() }),
    account: settings.account,
    quotas: settings.quotas,
    minimumDeletionMs: 0,
    smallestShare: 1,
    devicePending: () => 0,
    onError: (_, error) => {
      throw error;
    },
  });
}

test('a weekly window over a year opens and closes each time at its own time, in a moment', async (t) => {
  const context = await testContext();
  await createThings(context, 'a');
  const published: Published[] = [];
  const engine = await start(context, keeping(published));
  await createTestJob(context, 'job', things('a'), {
    targetSelection: 'CONTINUOUS',
    schedulingConfig: weekly,
  });
  const advance = virtualTime({ clock: context.clock, remember: async () => undefined, settle: engine.settle });
  const began = performance.now();
  await advance(TEST_START + 365 * DAY);
  const took = performance.now() - began;
  await engine.stop();
  const sunday = Date.UTC(2026, 0, 4, 2);
  const expected = Array.from({ length: 52 }, (_, week) => sunday + week * 7 * DAY).flatMap((opening) => [
    { thing: 'a', at: opening, queued: 1 },
    { thing: 'a', at: opening + DAY / 12, queued: 0 },
  ]);
  assert.deepEqual(published, expected);
  t.diagnostic(`${Math.round(took)} ms`);
  // Under a second when nothing else runs; the limit leaves room for a busy machine.
  assert.ok(took < 30_000, `it took ${Math.round(took)} ms`);
});

test('schedules that one engine leaves undone are followed by the next one', async () => {
  const context = await testContext();
  await createThings(context, 'a');
  const first = await start(context, keeping([]));
  await createTestJob(context, 'job', things('a'), {
    targetSelection: 'CONTINUOUS',
    schedulingConfig: { ...weekly, endTime: '2026-02-01T12:00Z', endBehavior: 'CANCEL' },
  });
  await first.stop();
  const status = async () => (await call.DescribeJob(context, { jobId: 'job' })).job?.status;
  for (const [instant, expected] of [
    [Date.UTC(2026, 0, 3), 'SCHEDULED'],
    [Date.UTC(2026, 0, 4, 3), 'IN_PROGRESS'],
    [Date.UTC(2026, 0, 6), 'SCHEDULED'],
    [Date.UTC(2026, 0, 25, 3), 'IN_PROGRESS'],
    [Date.UTC(2026, 1, 2), 'CANCELED'],
  ] as const) {
    context.clock.moveTo(instant);
    const engine = await start(context, keeping([]));
    await engine.settle(true);
    await engine.stop();
    assert.equal(await status(), expected, new Date(instant).toISOString());
  }
});

test('a window of a job with many queued executions is announced page by page, to listeners only, also after a crash', async () => {
  const context = await testContext();
  const { clock, database } = context;
  await createThings(context, 'a');
  await createTestJob(context, 'job', things('a'), { targetSelection: 'CONTINUOUS', schedulingConfig: weekly });
  const sql = (text: string) => database.query({ name: '', text });
  await sql(`INSERT INTO thing (thing_name, thing_id, attributes, version, created_at)
    SELECT 't' || i, gen_random_uuid(), '{}', 1, 0 FROM generate_series(1, 2500) i`);
  await sql(`INSERT INTO job_execution (thing_name, job_number, execution_number, status, version_number, retry_attempt,
      force_canceled, queued_at, last_updated_at)
    SELECT 't' || i, j.job_number, 1, 'QUEUED', 1, 0, false, i / 1000, 0 FROM generate_series(1, 2500) i, job j`);
  await sql(`UPDATE job SET status = 'IN_PROGRESS', schedule_phase = 'STARTED'`);
  const [job] = await database.query<{ jobNumber: number }>({
    name: '',
    text: 'SELECT job_number AS "jobNumber" FROM job',
  });
  const opened = {
    kind: 'window-changed',
    opened: true,
    at: clock.now(),
    jobId: 'job',
    jobNumber: job?.jobNumber ?? 0,
  };
  await database.query({ name: '', text: 'INSERT INTO announcement (body) VALUES ($1)' }, [JSON.stringify([opened])]);

  const announcerWith = (publisher: Publisher, onError: (error: unknown) => void = () => undefined) =>
    createAnnouncer({ clock, database, documents: cacheJobDocuments(database, 1_000), onError, publisher });
  const failing = announcerWith(
    keeping([], (thingName) => {
      if (thingName === 't2100') throw new Error('gone');
      return true;
    }),
    () => void failing.close(),
  );
  failing.recover();
  await failing.drained();

  const published: Published[] = [];
  const announcer = announcerWith(keeping(published, (thingName) => thingName.endsWith('0')));
  announcer.recover();
  await announcer.drained();
  assert.equal(published.length, 250);
  assert.equal(new Set(published.map(({ thing }) => thing)).size, 250);
  assert.deepEqual(await sql('SELECT 1 FROM announcement'), []);
});

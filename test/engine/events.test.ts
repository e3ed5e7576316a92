import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAnnouncer } from '../../src/engine/announcements/announcer.ts';
import { startEngine } from '../../src/engine/start.ts';
import { createConnectivity } from '../../src/engine/workers/connectivity.ts';
import { runRollouts } from '../../src/engine/workers/rollout.ts';
import { cacheJobDocuments } from '../../src/store/job/job-document.ts';
import { type Heard, type TestEngine, testEngine } from '../support/engine.ts';
import { call, createGroup, createTestJob, createThings, groups, statusOf, things } from '../support/jobs.ts';
import { signalsTo } from '../support/signals.ts';

type Payload = Readonly<Record<string, unknown>>;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function enable(engine: TestEngine, ...eventTypes: ('JOB' | 'JOB_EXECUTION')[]): Promise<void> {
  const eventConfigurations = Object.fromEntries(eventTypes.map((eventType) => [eventType, { Enabled: true }]));
  await call.UpdateEventConfigurations(engine, { eventConfigurations });
}

/** The events that were heard, by their topics; each with an id of its own, which is left out. */
function events(engine: TestEngine): Map<string, Payload> {
  const found = new Map<string, Payload>();
  for (const message of engine.heard) {
    if (message.kind !== 'event') continue;
    const { eventId, ...payload } = message.payload;
    assert.match(String(eventId), uuid);
    found.set(message.topic, payload);
  }
  return found;
}

describe('job events', () => {
  test('tell of completion with its time and five counters', async () => {
    const engine = await testEngine();
    await enable(engine, 'JOB');
    await createThings(engine, 'a', 'b');
    const createdAt = engine.clock.now();
    await createTestJob(engine, 'job', things('a', 'b'), { description: 'text' });
    await engine.settle();
    engine.clock.advance(1_500);
    await engine.devices.UpdateJobExecution({ thingName: 'a', jobId: 'job', status: 'SUCCEEDED' });
    await engine.devices.UpdateJobExecution({ thingName: 'b', jobId: 'job', status: 'REJECTED' });
    await engine.settle();
    const now = engine.clock.now();
    assert.deepEqual(
      [...events(engine)],
      [
        [
          '$aws/events/job/job/completed',
          {
            eventType: 'JOB',
            timestamp: Math.floor(now / 1000),
            operation: 'completed',
            jobId: 'job',
            status: 'COMPLETED',
            targetSelection: 'SNAPSHOT',
            targets: things('a', 'b'),
            description: 'text',
            completedAt: now,
            createdAt,
            lastUpdatedAt: now,
            jobProcessDetails: {
              numberOfCanceledThings: 0,
              numberOfRejectedThings: 1,
              numberOfFailedThings: 0,
              numberOfRemovedThings: 0,
              numberOfSucceededThings: 1,
            },
          },
        ],
      ],
    );
  });

  test('tell of a cancellation and a deletion at once and again when they are done', async () => {
    const engine = await testEngine();
    await enable(engine, 'JOB');
    await createThings(engine, 'a');
    await createTestJob(engine, 'job', things('a'));
    await engine.settle();
    const common = { eventType: 'JOB', jobId: 'job', targetSelection: 'SNAPSHOT', targets: things('a') };
    const shown = (payload: Payload | undefined) => {
      const { createdAt: _, lastUpdatedAt: __, timestamp: ___, ...rest } = payload ?? {};
      return rest;
    };
    await call.CancelJob(engine, { jobId: 'job', comment: 'why', reasonCode: 'WHY' });
    await engine.settle();
    await call.DeleteJob(engine, { jobId: 'job' });
    await engine.settle();
    const heard = events(engine);
    assert.deepEqual(
      [...heard.keys()],
      ['cancellation_in_progress', 'canceled', 'deletion_in_progress', 'deleted'].map(
        (operation) => `$aws/events/job/job/${operation}`,
      ),
    );
    for (const [operation, comment] of [
      ['cancellation_in_progress', { comment: 'why' }],
      ['canceled', {}],
      ['deletion_in_progress', { comment: 'why' }],
      ['deleted', { comment: 'why' }],
    ] as const) {
      const expected = { ...common, operation, status: operation.toUpperCase(), ...comment };
      assert.deepEqual(shown(heard.get(`$aws/events/job/job/${operation}`)), expected);
    }
  });
});

describe('execution events', () => {
  test('report each execution that ends, whoever ends it, and none that begins', async () => {
    const engine = await testEngine();
    await enable(engine, 'JOB_EXECUTION');
    const names = ['succeeded', 'failed', 'rejected', 'timed_out', 'canceled', 'removed'];
    await createThings(engine, ...names);
    await createGroup(engine, 'fleet', ...names);
    await createTestJob(engine, 'job', groups('fleet'), {
      targetSelection: 'CONTINUOUS',
      timeoutConfig: { inProgressTimeoutInMinutes: 1 },
    });
    await engine.settle();
    const { devices } = engine;
    for (const status of ['SUCCEEDED', 'FAILED', 'REJECTED'] as const) {
      const thingName = status.toLowerCase();
      await devices.UpdateJobExecution({ thingName, jobId: 'job', status, statusDetails: { step: 'last' } });
    }
    await devices.StartNextPendingJobExecution({ thingName: 'timed_out', statusDetails: { step: 'last' } });
    engine.clock.advance(60_000);
    await call.CancelJobExecution(engine, { jobId: 'job', thingName: 'canceled', statusDetails: { step: 'last' } });
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'removed' });
    await engine.settle();
    const heard = events(engine);
    assert.deepEqual([...heard.keys()].sort(), names.map((name) => `$aws/events/jobExecution/job/${name}`).sort());
    for (const name of names) {
      const { timestamp, ...payload } = heard.get(`$aws/events/jobExecution/job/${name}`) ?? {};
      assert.equal(String(timestamp).length, 10);
      assert.deepEqual(payload, {
        eventType: 'JOB_EXECUTION',
        operation: name,
        jobId: 'job',
        thingArn: things(name)[0],
        status: name.toUpperCase(),
        ...(name === 'removed' ? {} : { statusDetails: { step: 'last' } }),
      });
    }
  });

  test('tell of deleted executions with their last status, one by one or with their job', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b', 'c');
    await createTestJob(engine, 'job', things('a', 'b', 'c'));
    await engine.settle();
    await engine.devices.UpdateJobExecution({ thingName: 'a', jobId: 'job', status: 'SUCCEEDED' });
    await engine.settle();
    await enable(engine, 'JOB_EXECUTION');
    await call.DeleteJobExecution(engine, { jobId: 'job', thingName: 'a', executionNumber: 1 });
    await call.DeleteJob(engine, { jobId: 'job', force: true });
    await engine.settle();
    const heard = engine.heard.flatMap((message) => (message.kind === 'event' ? [message] : []));
    assert.deepEqual(
      heard.map(({ topic, payload }) => [topic, payload['thingArn'], payload['operation'], payload['status']]).sort(),
      [
        ['a', 'SUCCEEDED'],
        ['b', 'QUEUED'],
        ['c', 'QUEUED'],
      ].map(([name, status]) => ['$aws/events/jobExecution/job/deleted', things(String(name))[0], 'deleted', status]),
    );
  });
});

test('events are off at first, and then none is published', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createTestJob(engine, 'job', things('a'));
  await engine.settle();
  await engine.devices.UpdateJobExecution({ thingName: 'a', jobId: 'job', status: 'SUCCEEDED' });
  await call.DeleteJob(engine, { jobId: 'job', force: true });
  await engine.settle();
  assert.deepEqual([...events(engine)], []);
});

test('announcements that a process could not publish before it ended are published by the next one', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createTestJob(engine, 'job', things('a'));
  // The process ends between the commit and the message: nothing hears the announcement.
  await runRollouts({ ...engine.engine, signals: signalsTo() });
  assert.deepEqual(engine.heard, []);
  const topics: string[] = [];
  const next = createAnnouncer({
    database: engine.database,
    clock: engine.clock,
    documents: cacheJobDocuments(engine.database, 1_000),
    publisher: {
      isHeard: () => true,
      publishList: ({ thingName }) => topics.push(`list of ${thingName}`),
      publishNext: ({ thingName }, execution) => topics.push(`next of ${thingName}: ${execution?.jobId}`),
      publishEvent: (topic) => topics.push(topic),
    },
    onError: assert.ifError,
  });
  next.recover();
  await next.drained();
  assert.deepEqual(topics, ['list of a', 'next of a: job']);
  topics.length = 0;
  next.recover();
  await next.drained();
  assert.deepEqual(topics, []);
});

test('an announcement that cannot be published is not forgotten, and closing does not wait for it', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createTestJob(engine, 'job', things('a'));
  const failures: unknown[] = [];
  const broken = createAnnouncer({
    database: engine.database,
    clock: engine.clock,
    documents: cacheJobDocuments(engine.database, 1_000),
    publisher: {
      isHeard: () => true,
      publishList: () => {
        throw new Error('the gateway is gone');
      },
      publishNext: () => undefined,
      publishEvent: () => undefined,
    },
    onError: (error) => failures.push(error),
  });
  await runRollouts({ ...engine.engine, signals: signalsTo({ announced: broken.announce }) });
  await broken.close();
  assert.ok(failures.length > 0);
  const left = await engine.database.query({ name: '', text: 'SELECT 1 FROM announcement' });
  assert.equal(left.length, 1);
});

test('the engine, started as the server starts it, does by itself what these tests do by hand, and stops', async () => {
  const base = await testEngine();
  const heard: Heard['kind'][] = [];
  const failures: unknown[] = [];
  await createThings(base, 'a');
  await createTestJob(base, 'job', things('a'));
  let tell = (): void => undefined;
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const { breathe: _, isStopping: __, ...options } = base.engine;
  const signals = signalsTo();
  const running = await startEngine({
    ...options,
    signals,
    connectivity: createConnectivity({ serverRun: base.newId(), now: () => base.clock.now() }),
    publisher: {
      isHeard: () => true,
      publishList: () => heard.push('list'),
      publishNext: () => {
        heard.push('next');
        tell();
      },
      publishEvent: () => undefined,
    },
    devicePending: () => 0,
    onError: (worker, error) => failures.push(worker, error),
  });
  await told;
  await call.DeleteJob({ ...base, signals }, { jobId: 'job', force: true });
  while ((await statusOf(base, 'job')) !== undefined) await new Promise((turn) => setImmediate(turn));
  await running.stop();
  assert.deepEqual(heard, ['list', 'next', 'list', 'next']);
  assert.deepEqual(failures, []);
});

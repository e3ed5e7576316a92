/** What a device hears in which order, and what the executions of a batch do to one another and to the engine. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDeviceLane } from '../../../src/operations/device/index.ts';
import type { Database } from '../../../src/store/database/database.ts';
import { testEngine } from '../../support/engine.ts';
import { call, countersAndRecount, createTestJob, createThings, things } from '../../support/jobs.ts';
import { signalsTo } from '../../support/signals.ts';

test('the reply of an update comes before what it announces, even if its document has to be fetched', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createTestJob(engine, 'job', things('a'));
  await engine.settle();
  const order: string[] = [];
  // The document comes long after the change was saved.
  const slow: Database = {
    ...engine.database,
    async query(statement, values) {
      if (statement.name.startsWith('jobDocument')) {
        await engine.database.query({ name: '', text: 'SELECT pg_sleep(0.05)' });
      }
      return engine.database.query(statement, values);
    },
  };
  const told = new Promise<void>((resolve) => {
    const signals = signalsTo({
      announced() {
        order.push('announced');
        resolve();
      },
    });
    const { account } = engine.settings;
    const lane = createDeviceLane({ database: slow, clock: engine.clock, account, signals, newId: engine.newId });
    const update = { thingName: 'a', jobId: 'job', status: 'SUCCEEDED', includeJobDocument: true } as const;
    lane.operations.UpdateJobExecution(update).then(
      () => order.push('replied'),
      (error) => order.push(error),
    );
  });
  await told;
  assert.deepEqual(order, ['replied', 'announced']);
});

test('executions of many jobs that devices start, report and end at random leave exact counters', async () => {
  const engine = await testEngine({ quotas: { rolloutRatePerMinute: null } });
  const names = Array.from({ length: 40 }, (_, i) => `thing-${i}`);
  await createThings(engine, ...names);
  for (const jobId of ['a', 'b', 'c']) await createTestJob(engine, jobId, things(...names));
  await engine.settle();
  const calls = names.flatMap((thingName, i) =>
    ['a', 'b', 'c'].flatMap((jobId, j) => [
      engine.devices.StartNextPendingJobExecution({ thingName }),
      engine.devices.UpdateJobExecution({ thingName, jobId, status: (i + j) % 2 === 0 ? 'SUCCEEDED' : 'IN_PROGRESS' }),
    ]),
  );
  await Promise.all(calls);
  await engine.settle();
  const { kept, recounted } = await countersAndRecount(engine);
  assert.deepEqual(kept, recounted);
  const { job } = await call.DescribeJob(engine, { jobId: 'a' });
  assert.equal(job?.jobProcessDetails?.numberOfQueuedThings, 0);
});

test('a batch that ends in a deadlock is done again, and nobody notices', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a', 'b');
  await createTestJob(engine, 'job', things('a', 'b'));
  await engine.settle();
  const lock = { name: '', text: 'SELECT 1 FROM job_execution WHERE thing_name = $1 FOR UPDATE' };
  const waiting = {
    name: '',
    text: "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  };
  let updates: Promise<unknown>[] = [];
  // The other side takes the two executions in the opposite order, and waits longer than the batch before it looks.
  await engine.database.transaction(async (transaction) => {
    await transaction.query({ name: '', text: "SET LOCAL deadlock_timeout = '10s'" });
    await transaction.query(lock, ['b']);
    updates = ['a', 'b'].map((thingName) =>
      engine.devices.UpdateJobExecution({ thingName, jobId: 'job', status: 'SUCCEEDED' }),
    );
    const giveUpAt = performance.now() + 10_000;
    while ((await engine.database.query(waiting)).length === 0) {
      assert.ok(performance.now() < giveUpAt, 'no batch waits for the lock');
    }
    await transaction.query(lock, ['a']);
  });
  await Promise.all(updates);
  const { execution } = await call.DescribeJobExecution(engine, { jobId: 'job', thingName: 'b' });
  assert.equal(execution?.status, 'SUCCEEDED');
});

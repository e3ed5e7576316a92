import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceBatches } from '../../../src/lib/measurements.ts';
import { createDeviceLane } from '../../../src/operations/device/index.ts';
import { testEngine } from '../../support/engine.ts';
import { createTestJob, createThings, things } from '../../support/jobs.ts';
import { clockReads, measurementsOf } from '../../support/measurements.ts';

const engine = await testEngine();
const { devices } = engine;
await createThings(engine, 'a', 'b', 'c');
await createTestJob(engine, 'a-job', things('a', 'b', 'c'));
await engine.settle();

test('a batch is measured with its size, how long it waited, and how long it read and wrote', async (t) => {
  const told = measurementsOf(t, deviceBatches);
  await Promise.all(['a', 'b'].map((thingName) => devices.StartNextPendingJobExecution({ thingName })));
  await devices.DescribeJobExecution({ thingName: 'c', jobId: 'a-job' });
  const [starting, describing] = told;
  assert.equal(told.length, 2);
  assert.deepEqual([starting?.size, starting?.outcome], [2, 'OK']);
  assert.ok(starting !== undefined && starting.waitedMs > 0 && starting.readMs > 0 && starting.writeMs > 0);
  assert.deepEqual([describing?.size, describing?.outcome], [1, 'OK']);
  assert.ok(describing !== undefined && describing.readMs > 0);
  assert.equal(describing.writeMs, 0);
});

test('a batch that fails is measured as one that failed', async (t) => {
  const told = measurementsOf(t, deviceBatches);
  const { account } = engine.settings;
  const away = { ...engine.database, query: () => Promise.reject(new Error('The database is away.')) };
  const lane = createDeviceLane({ ...engine, account, database: away });
  await assert.rejects(lane.operations.DescribeJobExecution({ thingName: 'c', jobId: 'a-job' }), /is away/);
  assert.deepEqual(
    told.map(({ outcome, size }) => [size, outcome]),
    [[1, 'failed']],
  );
});

test('no batch is measured while nobody listens', async (t) => {
  const reads = clockReads(t);
  await devices.StartNextPendingJobExecution({ thingName: 'c' });
  assert.equal(reads(), 0);
});

/** The machine's clock is set back between what operators do: what came first still came first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEST_START } from '../support/context.ts';
import { testEngine } from '../support/engine.ts';
import { call, createGroup, createTestJob, createThings, groups, things } from '../support/jobs.ts';
import { steppedClock } from '../support/stepped-clock.ts';

const names = Array.from({ length: 16 }, (_, index) => `thing-${index}`);
const BACK_MS = -200_000;

test('a job reaches the things that joined its group before', async () => {
  const clock = steppedClock(TEST_START);
  const engine = await testEngine({ clock });
  await createThings(engine, ...names);
  await createGroup(engine, 'fleet', ...names);
  clock.step(BACK_MS);
  await createTestJob(engine, 'snapshot', groups('fleet'));
  await createTestJob(engine, 'continuous', groups('fleet'), { targetSelection: 'CONTINUOUS' });
  clock.advance(60_000);
  await engine.settle();
  for (const jobId of ['snapshot', 'continuous']) {
    const { job } = await call.DescribeJob(engine, { jobId });
    assert.equal(job?.jobProcessDetails?.numberOfQueuedThings, names.length, jobId);
  }
});

test('a later job does not overtake an earlier one in the list of a device', async () => {
  const clock = steppedClock(TEST_START);
  const engine = await testEngine({ clock });
  await createThings(engine, 'lamp');
  for (const jobId of ['first', 'second', 'third']) {
    await createTestJob(engine, jobId, things('lamp'));
    await engine.settle();
    clock.step(BACK_MS);
    clock.advance(2);
  }
  const pending = await engine.devices.GetPendingJobExecutions({ thingName: 'lamp' });
  assert.deepEqual(
    pending.queuedJobs?.map(({ jobId }) => jobId),
    ['first', 'second', 'third'],
  );
});

test('an execution times out at its time, as the clock of the service tells it', async () => {
  const clock = steppedClock(TEST_START);
  const engine = await testEngine({ clock });
  await createThings(engine, 'lamp');
  await createTestJob(engine, 'job', things('lamp'), { timeoutConfig: { inProgressTimeoutInMinutes: 10 } });
  await engine.settle();
  await engine.devices.StartNextPendingJobExecution({ thingName: 'lamp' });
  const status = async () =>
    (await call.DescribeJobExecution(engine, { jobId: 'job', thingName: 'lamp' })).execution?.status;
  clock.step(BACK_MS);
  clock.advance(10 * 60_000 - 1);
  await engine.settle();
  assert.equal(await status(), 'IN_PROGRESS');
  clock.advance(1);
  await engine.settle();
  assert.equal(await status(), 'TIMED_OUT');
});

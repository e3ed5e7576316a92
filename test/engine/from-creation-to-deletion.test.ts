import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testEngine } from '../support/engine.ts';
import {
  call,
  countersAndRecount,
  createGroup,
  createTestJob,
  createThings,
  groups,
  statusOf,
  things,
} from '../support/jobs.ts';

test('a job goes from creation through a device to completion and deletion', async () => {
  const engine = await testEngine();
  await createThings(engine, 'sensor-1');
  const document = '{ "operation" : "reboot" }';
  await createTestJob(engine, 'job-1', things('sensor-1'), { document, description: 'reboots' });
  assert.equal((await call.DescribeJob(engine, { jobId: 'job-1' })).job?.jobProcessDetails?.numberOfQueuedThings, 0);
  await engine.settle();
  assert.deepEqual(engine.heard, [
    { kind: 'list', thing: 'sensor-1', topic: 'notify', inProgress: [], queued: ['job-1'] },
    { kind: 'next', thing: 'sensor-1', topic: 'notify-next', jobId: 'job-1' },
  ]);

  engine.clock.advance(1_000);
  const { execution } = await engine.devices.StartNextPendingJobExecution({ thingName: 'sensor-1' });
  assert.equal(execution?.status, 'IN_PROGRESS');
  assert.equal(execution?.versionNumber, 2);
  assert.equal(execution?.jobDocument, document);
  assert.equal((await call.GetJobDocument(engine, { jobId: 'job-1' })).document, document);

  engine.heard.length = 0;
  await engine.devices.UpdateJobExecution({
    thingName: 'sensor-1',
    jobId: 'job-1',
    status: 'SUCCEEDED',
    statusDetails: { took: '1s' },
  });
  await new Promise((resolve) => setImmediate(resolve));
  await engine.settle();
  assert.deepEqual(engine.heard, [
    { kind: 'list', thing: 'sensor-1', topic: 'notify', inProgress: [], queued: [] },
    { kind: 'next', thing: 'sensor-1', topic: 'notify-next', jobId: null },
  ]);
  const { job } = await call.DescribeJob(engine, { jobId: 'job-1' });
  assert.equal(job?.status, 'COMPLETED');
  assert.equal(job?.completedAt, engine.clock.now());
  assert.equal(job?.jobProcessDetails?.numberOfSucceededThings, 1);
  assert.equal(job?.jobProcessDetails?.processingTargets, undefined);
  const described = await call.DescribeJobExecution(engine, { jobId: 'job-1', thingName: 'sensor-1' });
  assert.deepEqual(described.execution?.statusDetails, { detailsMap: { took: '1s' } });

  await call.DeleteJob(engine, { jobId: 'job-1' });
  assert.equal(await statusOf(engine, 'job-1'), 'DELETION_IN_PROGRESS');
  await engine.settle();
  assert.equal(await statusOf(engine, 'job-1'), undefined);
  await assert.rejects(call.DescribeJobExecution(engine, { jobId: 'job-1', thingName: 'sensor-1' }), {
    name: 'ResourceNotFoundException',
  });
  assert.deepEqual(await countersAndRecount(engine), { kept: {}, recounted: {} });
});

test('a group, its descendants and a thing that is reached twice get one execution each', async () => {
  const engine = await testEngine({ chunkSize: 3, quotas: { rolloutRatePerMinute: null } });
  const names = Array.from({ length: 10 }, (_, index) => `thing-${index}`);
  await createThings(engine, ...names, 'lonely');
  await createGroup(engine, 'fleet', ...names.slice(0, 5));
  await call.CreateThingGroup(engine, { thingGroupName: 'berlin', parentGroupName: 'fleet' });
  for (const thingName of names.slice(5))
    await call.AddThingToThingGroup(engine, { thingGroupName: 'berlin', thingName });
  await createTestJob(engine, 'job-1', [...groups('fleet'), ...things('thing-3', 'lonely')]);
  await engine.settle();
  const { job } = await call.DescribeJob(engine, { jobId: 'job-1' });
  assert.equal(job?.jobProcessDetails?.numberOfQueuedThings, 11);
  assert.equal(job?.isConcurrent, false);
  const { kept, recounted } = await countersAndRecount(engine);
  assert.deepEqual(kept, recounted);
});

test('a snapshot job reaches who was a member at its creation, not who came later, and also who left', async () => {
  const engine = await testEngine({ chunkSize: 2 });
  await createThings(engine, 'a', 'b', 'c', 'late');
  await createGroup(engine, 'fleet', 'a', 'b', 'c');
  await createTestJob(engine, 'job-1', groups('fleet'), { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
  await engine.settle();
  engine.clock.advance(1);
  await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'c' });
  await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'late' });
  for (let minute = 0; minute < 5; minute += 1) {
    engine.clock.advance(60_000);
    await engine.settle();
  }
  const { executionSummaries = [] } = await call.ListJobExecutionsForJob(engine, { jobId: 'job-1' });
  assert.deepEqual(
    executionSummaries.map(({ thingArn }) => thingArn),
    things('a', 'b', 'c'),
  );
});

test('a snapshot job over an empty group completes after its rollout', async () => {
  const engine = await testEngine();
  await createGroup(engine, 'nobody');
  await createTestJob(engine, 'job-1', groups('nobody'));
  await engine.settle();
  assert.equal(await statusOf(engine, 'job-1'), 'COMPLETED');
});

test('a continuous job follows its group: who joins gets an execution, who leaves loses it, who comes back gets a new one', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a', 'b');
  await createGroup(engine, 'fleet', 'a');
  await createTestJob(engine, 'job-1', groups('fleet'), { targetSelection: 'CONTINUOUS' });
  await engine.settle();
  engine.heard.length = 0;
  engine.clock.advance(10);
  await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'b' });
  await engine.settle();
  assert.deepEqual(engine.heard, [
    { kind: 'list', thing: 'b', topic: 'notify', inProgress: [], queued: ['job-1'] },
    { kind: 'next', thing: 'b', topic: 'notify-next', jobId: 'job-1' },
  ]);
  await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'b' });
  await engine.settle();
  const removed = await call.DescribeJobExecution(engine, { jobId: 'job-1', thingName: 'b' });
  assert.equal(removed.execution?.status, 'REMOVED');
  await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'b' });
  await engine.settle();
  const { execution } = await call.DescribeJobExecution(engine, { jobId: 'job-1', thingName: 'b' });
  assert.equal(execution?.status, 'QUEUED');
  assert.equal(execution?.executionNumber, 2);
  assert.ok(Math.floor((execution?.queuedAt ?? 0) / 1000) > Math.floor((removed.execution?.queuedAt ?? 0) / 1000));
  assert.equal(await statusOf(engine, 'job-1'), 'IN_PROGRESS');
});

test('an execution whose in-progress timer runs out is TIMED_OUT and the next one is announced', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createTestJob(engine, 'first', things('a'), { timeoutConfig: { inProgressTimeoutInMinutes: 20 } });
  engine.clock.advance(1_000);
  await createTestJob(engine, 'second', things('a'));
  await engine.settle();
  await engine.devices.StartNextPendingJobExecution({ thingName: 'a' });
  engine.heard.length = 0;
  engine.clock.advance(20 * 60_000 - 1);
  await engine.settle();
  assert.equal(
    (await call.DescribeJobExecution(engine, { jobId: 'first', thingName: 'a' })).execution?.status,
    'IN_PROGRESS',
  );
  engine.clock.advance(1);
  await engine.settle();
  assert.equal(
    (await call.DescribeJobExecution(engine, { jobId: 'first', thingName: 'a' })).execution?.status,
    'TIMED_OUT',
  );
  assert.equal(await statusOf(engine, 'first'), 'COMPLETED');
  assert.deepEqual(engine.heard, [
    { kind: 'list', thing: 'a', topic: 'notify', inProgress: [], queued: ['second'] },
    { kind: 'next', thing: 'a', topic: 'notify-next', jobId: 'second' },
  ]);
});

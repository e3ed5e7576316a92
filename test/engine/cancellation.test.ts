import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type TestEngine, testEngine } from '../support/engine.ts';
import { call, countersAndRecount, createGroup, createTestJob, createThings, groups, things } from '../support/jobs.ts';

const fast = { quotas: { rolloutRatePerMinute: null } };
const names = (count: number) => Array.from({ length: count }, (_, i) => `thing-${String(i).padStart(3, '0')}`);
const describeExecution = async (engine: TestEngine, thingName: string, jobId = 'job') =>
  (await call.DescribeJobExecution(engine, { jobId, thingName })).execution;

describe('the cancellation of a job', () => {
  test('without force cancels queued executions and lets devices finish those in progress', async () => {
    const engine = await testEngine();
    await createThings(engine, 'begun', 'waiting');
    await createTestJob(engine, 'job', things('begun', 'waiting'));
    await engine.settle();
    await engine.devices.StartNextPendingJobExecution({ thingName: 'begun' });
    engine.heard.length = 0;
    engine.clock.advance(1_000);
    await call.CancelJob(engine, { jobId: 'job' });
    await engine.settle();
    const canceled = await describeExecution(engine, 'waiting');
    assert.deepEqual(
      [canceled?.status, canceled?.forceCanceled, canceled?.versionNumber, canceled?.lastUpdatedAt],
      ['CANCELED', false, 2, engine.clock.now()],
    );
    assert.equal((await describeExecution(engine, 'begun'))?.status, 'IN_PROGRESS');
    assert.deepEqual(engine.heard, [
      { kind: 'list', thing: 'waiting', topic: 'notify', inProgress: [], queued: [] },
      { kind: 'next', thing: 'waiting', topic: 'notify-next', jobId: null },
    ]);
    await engine.devices.UpdateJobExecution({ thingName: 'begun', jobId: 'job', status: 'SUCCEEDED' });
    assert.equal((await describeExecution(engine, 'begun'))?.status, 'SUCCEEDED');
    const { job } = await call.DescribeJob(engine, { jobId: 'job' });
    assert.deepEqual([job?.status, job?.forceCanceled, job?.isConcurrent], ['CANCELED', false, false]);
  });

  test('with force cancels both, and devices can no longer report', async () => {
    const engine = await testEngine();
    await createThings(engine, 'begun', 'waiting');
    await createTestJob(engine, 'job', things('begun', 'waiting'));
    await engine.settle();
    await engine.devices.StartNextPendingJobExecution({ thingName: 'begun' });
    await call.CancelJob(engine, { jobId: 'job', force: true });
    for (const settled of [false, true]) {
      if (settled) await engine.settle();
      const update = engine.devices.UpdateJobExecution({ thingName: 'begun', jobId: 'job', status: 'SUCCEEDED' });
      await assert.rejects(update, (error: { code: string; executionState: { status: string } }) => {
        assert.equal(error.code, 'InvalidStateTransition');
        assert.equal(error.executionState.status, 'CANCELED');
        return true;
      });
      assert.deepEqual(await engine.devices.StartNextPendingJobExecution({ thingName: 'waiting' }), {});
      assert.deepEqual(await engine.devices.GetPendingJobExecutions({ thingName: 'begun' }), {
        inProgressJobs: [],
        queuedJobs: [],
      });
    }
    assert.deepEqual(
      [
        (await describeExecution(engine, 'begun'))?.forceCanceled,
        (await describeExecution(engine, 'waiting'))?.forceCanceled,
      ],
      [true, true],
    );
  });

  test('takes effect for devices at once, before the engine has reached their executions', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a');
    await createTestJob(engine, 'job', things('a'));
    await engine.settle();
    await call.CancelJob(engine, { jobId: 'job' });
    assert.deepEqual(await engine.devices.StartNextPendingJobExecution({ thingName: 'a' }), {});
    assert.deepEqual(await engine.devices.DescribeJobExecution({ thingName: 'a', jobId: '$next' }), {});
    await assert.rejects(engine.devices.DescribeJobExecution({ thingName: 'a', jobId: 'job' }), {
      code: 'TerminalStateReached',
    });
  });

  for (const [what, end] of [
    ['cancels', (engine: TestEngine) => call.CancelJobExecution(engine, { jobId: 'job', thingName: 'a' })],
    [
      'deletes',
      (engine: TestEngine) =>
        call.DeleteJobExecution(engine, { jobId: 'job', thingName: 'a', executionNumber: 1, force: true }),
    ],
  ] as const) {
    test(`tells a device what is next also when an operator ${what} its execution first`, async () => {
      const engine = await testEngine();
      await createThings(engine, 'a');
      await createTestJob(engine, 'job', things('a'));
      engine.clock.advance(1);
      await createTestJob(engine, 'other', things('a'));
      await engine.settle();
      engine.heard.length = 0;
      await call.CancelJob(engine, { jobId: 'job' });
      await end(engine);
      await engine.settle();
      assert.deepEqual(engine.heard, [
        { kind: 'list', thing: 'a', topic: 'notify', inProgress: [], queued: ['other'] },
        { kind: 'next', thing: 'a', topic: 'notify-next', jobId: 'other' },
      ]);
    });
  }

  test('stops the rollout, and later joiners of a group get nothing', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b', 'c');
    await createGroup(engine, 'fleet', 'a', 'b');
    await createTestJob(engine, 'job', groups('fleet'), {
      targetSelection: 'CONTINUOUS',
      jobExecutionsRolloutConfig: { maximumPerMinute: 1 },
    });
    await engine.settle();
    await call.CancelJob(engine, { jobId: 'job' });
    await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'c' });
    engine.clock.advance(600_000);
    await engine.settle();
    assert.deepEqual((await countersAndRecount(engine)).recounted, { CANCELED: 1 });
    const { job } = await call.DescribeJob(engine, { jobId: 'job' });
    assert.equal(job?.jobProcessDetails?.processingTargets, undefined);
  });

  test('is finished when nothing is left to cancel: then completedAt is set and the job is not concurrent', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a');
    await createTestJob(engine, 'job', things('a'));
    await engine.settle();
    await call.CancelJob(engine, { jobId: 'job' });
    const before = (await call.DescribeJob(engine, { jobId: 'job' })).job;
    assert.deepEqual([before?.status, before?.isConcurrent, before?.completedAt], ['CANCELED', true, undefined]);
    engine.clock.advance(1_000);
    await engine.settle();
    const after = (await call.DescribeJob(engine, { jobId: 'job' })).job;
    assert.deepEqual([after?.isConcurrent, after?.completedAt], [false, engine.clock.now()]);
  });

  for (const force of [false, true]) {
    test(`${force ? 'with' : 'without'} force goes on while devices update, and every counter is right afterwards`, async () => {
      const engine = await testEngine({ ...fast, chunkSize: 5 });
      const all = names(60);
      await createThings(engine, ...all);
      await createTestJob(engine, 'job', things(...all));
      await createTestJob(engine, 'other', things(...all));
      await engine.settle();
      await Promise.all(all.map((thingName) => engine.devices.StartNextPendingJobExecution({ thingName })));
      const updates = [...all]
        .reverse()
        .flatMap((thingName, index) =>
          ['job', 'other'].map((jobId) =>
            engine.devices
              .UpdateJobExecution({ thingName, jobId, status: index % 2 === 0 ? 'SUCCEEDED' : 'IN_PROGRESS' })
              .catch((error) => error.code),
          ),
        );
      const canceling = call.CancelJob(engine, { jobId: 'job', force }).then(() => engine.settle());
      const [outcomes] = await Promise.all([Promise.all(updates), canceling]);
      await engine.settle();
      for (const outcome of outcomes)
        assert.ok(typeof outcome !== 'string' || outcome === 'InvalidStateTransition', String(outcome));
      const { kept, recounted } = await countersAndRecount(engine);
      assert.deepEqual(kept, recounted);
      const { job } = await call.DescribeJob(engine, { jobId: 'job' });
      assert.equal(job?.jobProcessDetails?.numberOfQueuedThings, 0);
      if (force) assert.equal(job?.jobProcessDetails?.numberOfInProgressThings, 0);
    });
  }

  test('with force, after one without, cancels the executions that were left in progress', async () => {
    const engine = await testEngine();
    await createThings(engine, 'begun', 'waiting');
    await createTestJob(engine, 'job', things('begun', 'waiting'));
    await engine.settle();
    await engine.devices.StartNextPendingJobExecution({ thingName: 'begun' });
    await call.CancelJob(engine, { jobId: 'job', reasonCode: 'FIRST' });
    await engine.settle();
    await call.CancelJob(engine, { jobId: 'job', force: true, reasonCode: 'SECOND' });
    await engine.settle();
    const { job } = await call.DescribeJob(engine, { jobId: 'job' });
    assert.deepEqual([job?.forceCanceled, job?.reasonCode], [true, 'SECOND']);
    assert.deepEqual(
      [
        (await describeExecution(engine, 'begun'))?.forceCanceled,
        (await describeExecution(engine, 'waiting'))?.forceCanceled,
      ],
      [true, false],
    );
  });
});

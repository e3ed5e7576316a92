import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { testEngine } from '../../support/engine.ts';
import { call, createTestJob, createThings, things } from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';

const engine = await testEngine();
await createThings(engine, 'a', 'b');

const zeros = {
  numberOfCanceledThings: 0,
  numberOfSucceededThings: 0,
  numberOfFailedThings: 0,
  numberOfRejectedThings: 0,
  numberOfQueuedThings: 0,
  numberOfInProgressThings: 0,
  numberOfRemovedThings: 0,
  numberOfTimedOutThings: 0,
};

describe('DescribeJob', () => {
  test('of a plain job shows three empty configurations, eight counters, and nothing that is not set', async () => {
    const createdAt = engine.clock.now();
    await createTestJob(engine, 'plain', things('a'));
    const common = {
      jobArn: 'arn:aws:iot:us-east-1:000000000000:job/plain',
      jobId: 'plain',
      targetSelection: 'SNAPSHOT',
      status: 'IN_PROGRESS',
      targets: things('a'),
      presignedUrlConfig: {},
      jobExecutionsRolloutConfig: {},
      timeoutConfig: {},
      createdAt,
      lastUpdatedAt: createdAt,
    };
    assert.deepEqual(await call.DescribeJob(engine, { jobId: 'plain' }), {
      job: { ...common, isConcurrent: true, jobProcessDetails: { processingTargets: things('a'), ...zeros } },
    });
    await engine.settle();
    assert.deepEqual(await call.DescribeJob(engine, { jobId: 'plain', beforeSubstitution: true }), {
      job: { ...common, isConcurrent: false, jobProcessDetails: { ...zeros, numberOfQueuedThings: 1 } },
    });
  });

  test('shows configurations as they were given, without defaults', async () => {
    const given = {
      description: 'text',
      namespaceId: 'ns',
      targetSelection: 'CONTINUOUS',
      presignedUrlConfig: { expiresInSec: 60 },
      jobExecutionsRolloutConfig: { maximumPerMinute: 7 },
      timeoutConfig: { inProgressTimeoutInMinutes: 5 },
    } as const;
    await createTestJob(engine, 'given', things('a'), given);
    const { job } = await call.DescribeJob(engine, { jobId: 'given' });
    for (const [name, value] of Object.entries(given)) assert.deepEqual(job?.[name as keyof typeof job], value, name);
  });

  test('counts each execution under its status, and shows a cancellation with its reasons', async () => {
    await createTestJob(engine, 'counted', things('a', 'b'));
    await engine.settle();
    await engine.devices.UpdateJobExecution({ thingName: 'a', jobId: 'counted', status: 'IN_PROGRESS' });
    await call.CancelJob(engine, { jobId: 'counted', reasonCode: 'WHY_1', comment: 'because' });
    await engine.settle();
    const { job } = await call.DescribeJob(engine, { jobId: 'counted' });
    assert.deepEqual(job?.jobProcessDetails, { ...zeros, numberOfInProgressThings: 1, numberOfCanceledThings: 1 });
    assert.deepEqual([job?.forceCanceled, job?.reasonCode, job?.comment], [false, 'WHY_1', 'because']);
  });

  test('finds nothing of a job that does not exist, and neither does GetJobDocument', async () => {
    const missing = refusal('ResourceNotFoundException', /none/);
    await assert.rejects(call.DescribeJob(engine, { jobId: 'none' }), missing);
    await assert.rejects(call.GetJobDocument(engine, { jobId: 'none' }), missing);
  });
});

describe('UpdateJob', () => {
  test('replaces what is given, each configuration as a whole, and leaves the rest', async () => {
    await createTestJob(engine, 'update', things('a'), {
      description: 'old',
      presignedUrlConfig: { roleArn: 'arn:aws:iam::000000000000:role/r', expiresInSec: 60 },
      jobExecutionsRolloutConfig: { maximumPerMinute: 1 },
      timeoutConfig: { inProgressTimeoutInMinutes: 5 },
    });
    engine.clock.advance(1_000);
    await call.UpdateJob(engine, { jobId: 'update', presignedUrlConfig: { expiresInSec: 90 }, timeoutConfig: {} });
    const { job } = await call.DescribeJob(engine, { jobId: 'update' });
    assert.deepEqual(
      [job?.description, job?.presignedUrlConfig, job?.jobExecutionsRolloutConfig, job?.timeoutConfig],
      ['old', { expiresInSec: 90 }, { maximumPerMinute: 1 }, {}],
    );
    assert.equal(job?.lastUpdatedAt, engine.clock.now());
    await call.UpdateJob(engine, { jobId: 'update', description: 'new' });
    assert.equal((await call.DescribeJob(engine, { jobId: 'update' })).job?.description, 'new');
  });

  test('gives a new timeout to executions that start after it, and touches no other', async () => {
    await createThings(engine, 'early', 'late');
    await createTestJob(engine, 'timed', things('early', 'late'), { timeoutConfig: { inProgressTimeoutInMinutes: 5 } });
    await engine.settle();
    await engine.devices.StartNextPendingJobExecution({ thingName: 'early' });
    await call.UpdateJob(engine, { jobId: 'timed', timeoutConfig: { inProgressTimeoutInMinutes: 60 } });
    await engine.devices.StartNextPendingJobExecution({ thingName: 'late' });
    const secondsLeft = async (thingName: string) =>
      (await call.DescribeJobExecution(engine, { jobId: 'timed', thingName })).execution
        ?.approximateSecondsBeforeTimedOut;
    assert.deepEqual([await secondsLeft('early'), await secondsLeft('late')], [300, 3_600]);
  });

  test('refuses what a creation would refuse', async () => {
    await createTestJob(engine, 'refuse', things('a'));
    const timeoutConfig = { inProgressTimeoutInMinutes: 10_081 };
    await assert.rejects(
      call.UpdateJob(engine, { jobId: 'refuse', timeoutConfig }),
      refusal('InvalidRequestException'),
    );
    const jobExecutionsRolloutConfig = { maximumPerMinute: 1_001 };
    const rate = call.UpdateJob(engine, { jobId: 'refuse', jobExecutionsRolloutConfig });
    await assert.rejects(rate, refusal('InvalidRequestException'));
  });

  test('is for jobs that are IN_PROGRESS: all others are refused by their state', async () => {
    await createThings(engine, 'once');
    const update = (jobId: string) => call.UpdateJob(engine, { jobId, description: 'new' });
    await assert.rejects(update('none'), refusal('ResourceNotFoundException'));
    for (const [jobId, status] of [
      ['completed', 'COMPLETED'],
      ['canceled', 'CANCELED'],
      ['deleted', 'DELETION_IN_PROGRESS'],
    ] as const) {
      await createTestJob(engine, jobId, things('once'));
      await engine.settle();
      if (jobId === 'completed') {
        await engine.devices.UpdateJobExecution({ thingName: 'once', jobId, status: 'SUCCEEDED' });
        await engine.settle();
      } else if (jobId === 'canceled') await call.CancelJob(engine, { jobId });
      else await call.DeleteJob(engine, { jobId, force: true });
      await assert.rejects(update(jobId), refusal('InvalidRequestException', new RegExp(status)));
    }
  });

  test('finds a job of its own namespace or of none, not of another', async () => {
    await createTestJob(engine, 'spaced', things('a'), { namespaceId: 'X' });
    const update = (jobId: string, namespaceId: string) =>
      call.UpdateJob(engine, { jobId, namespaceId, description: 'x' });
    await assert.rejects(update('spaced', 'Y'), refusal('ResourceNotFoundException'));
    await update('spaced', 'X');
    await createTestJob(engine, 'unspaced', things('a'));
    await update('unspaced', 'Y');
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type TestEngine, testEngine } from '../support/engine.ts';
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

const retries = (FAILED: number, TIMED_OUT: number) =>
  ({
    jobExecutionsRetryConfig: {
      criteriaList: [
        { failureType: 'FAILED', numberOfRetries: FAILED },
        { failureType: 'TIMED_OUT', numberOfRetries: TIMED_OUT },
      ],
    },
  }) as const;

async function end(engine: TestEngine, thingName: string, jobId: string, status: 'FAILED' | 'SUCCEEDED' | 'REJECTED') {
  await engine.devices.UpdateJobExecution({ thingName, jobId, status });
  await new Promise((resolve) => setImmediate(resolve));
  await engine.settle();
}

/** The counters that are not zero. */
async function countsOf(engine: TestEngine, jobId: string): Promise<Record<string, number>> {
  const details = (await call.DescribeJob(engine, { jobId })).job?.jobProcessDetails ?? {};
  const counts: [string, number][] = [];
  for (const [name, count] of Object.entries(details))
    if (typeof count === 'number' && count !== 0) counts.push([name, count]);
  return Object.fromEntries(counts);
}

test('a failed execution is queued again at the end of the list, as often as its job says', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createTestJob(engine, 'job-1', things('a'), retries(2, 0));
  await engine.settle();
  for (const attempt of [1, 2, 3]) {
    engine.clock.advance(5_000);
    const { execution } = await engine.devices.StartNextPendingJobExecution({ thingName: 'a' });
    assert.equal(execution?.executionNumber, attempt);
    assert.equal(execution?.statusDetails, undefined);
    await end(engine, 'a', 'job-1', 'FAILED');
    assert.equal(await statusOf(engine, 'job-1'), attempt === 3 ? 'COMPLETED' : 'IN_PROGRESS');
  }
  assert.deepEqual(await countsOf(engine, 'job-1'), { numberOfFailedThings: 3 });
  const { executionSummaries = [] } = await call.ListJobExecutionsForJob(engine, { jobId: 'job-1' });
  const attempts = executionSummaries.map(({ jobExecutionSummary: summary }) => [
    summary?.executionNumber,
    summary?.retryAttempt,
  ]);
  assert.deepEqual(attempts, [
    [1, 0],
    [2, 1],
    [3, 2],
  ]);
  const { kept, recounted } = await countersAndRecount(engine);
  assert.deepEqual(kept, recounted);
});

test('a retry causes two list notifications and one notify-next', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createTestJob(engine, 'job-1', things('a'), retries(1, 0));
  await engine.settle();
  engine.heard.length = 0;
  await end(engine, 'a', 'job-1', 'FAILED');
  const list = { kind: 'list', thing: 'a', topic: 'notify', inProgress: [], queued: ['job-1'] };
  assert.deepEqual(engine.heard, [list, { kind: 'next', thing: 'a', topic: 'notify-next', jobId: 'job-1' }, list]);
});

test('a retry is queued at least a whole second after the attempt before it', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createTestJob(engine, 'job-1', things('a'), retries(1, 0));
  await engine.settle();
  const first = await call.DescribeJobExecution(engine, { jobId: 'job-1', thingName: 'a' });
  await end(engine, 'a', 'job-1', 'FAILED');
  const second = await call.DescribeJobExecution(engine, { jobId: 'job-1', thingName: 'a' });
  const seconds = (milliseconds = 0) => Math.floor(milliseconds / 1000);
  assert.ok(seconds(second.execution?.queuedAt) > seconds(first.execution?.queuedAt));
});

test('time-outs and failures have separate numbers of retries', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createTestJob(engine, 'job-1', things('a'), {
    ...retries(1, 1),
    timeoutConfig: { inProgressTimeoutInMinutes: 1 },
  });
  await engine.settle();
  for (const ending of ['times out', 'fails', 'times out'] as const) {
    const { execution } = await engine.devices.StartNextPendingJobExecution({ thingName: 'a' });
    assert.ok(execution !== undefined, `there is an attempt that ${ending}`);
    if (ending === 'fails') await end(engine, 'a', 'job-1', 'FAILED');
    engine.clock.advance(60_000);
    await engine.settle();
  }
  assert.deepEqual(await countsOf(engine, 'job-1'), { numberOfFailedThings: 1, numberOfTimedOutThings: 2 });
  assert.equal(await statusOf(engine, 'job-1'), 'COMPLETED');
});

test('rejected, cancelled and succeeded executions are not retried', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a', 'b', 'c');
  await createTestJob(engine, 'job-1', things('a', 'b', 'c'), {
    jobExecutionsRetryConfig: { criteriaList: [{ failureType: 'ALL', numberOfRetries: 10 }] },
  });
  await engine.settle();
  await end(engine, 'a', 'job-1', 'SUCCEEDED');
  await end(engine, 'b', 'job-1', 'REJECTED');
  await call.CancelJobExecution(engine, { jobId: 'job-1', thingName: 'c' });
  await engine.settle();
  assert.equal(await statusOf(engine, 'job-1'), 'COMPLETED');
});

test('a cancelled job retries nothing', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createTestJob(engine, 'job-1', things('a'), retries(5, 5));
  await engine.settle();
  await engine.devices.StartNextPendingJobExecution({ thingName: 'a' });
  await call.CancelJob(engine, { jobId: 'job-1' });
  await engine.settle();
  await end(engine, 'a', 'job-1', 'FAILED');
  assert.deepEqual(await countsOf(engine, 'job-1'), { numberOfFailedThings: 1 });
});

test('a job is aborted when its criterion is met: queued executions are cancelled, running ones go on', async () => {
  const engine = await testEngine();
  const names = Array.from({ length: 10 }, (_, index) => `thing-${index}`);
  await createThings(engine, ...names);
  await createGroup(engine, 'fleet', ...names);
  await createTestJob(engine, 'job-1', groups('fleet'), {
    abortConfig: {
      criteriaList: [
        { failureType: 'FAILED', action: 'CANCEL', thresholdPercentage: 50, minNumberOfExecutedThings: 4 },
      ],
    },
  });
  await engine.settle();
  await engine.devices.StartNextPendingJobExecution({ thingName: 'thing-9' });
  await end(engine, 'thing-0', 'job-1', 'FAILED');
  await end(engine, 'thing-1', 'job-1', 'FAILED');
  await end(engine, 'thing-2', 'job-1', 'SUCCEEDED');
  assert.equal(await statusOf(engine, 'job-1'), 'IN_PROGRESS', 'fewer than the minimum have finished');
  await end(engine, 'thing-3', 'job-1', 'SUCCEEDED');
  const { job } = await call.DescribeJob(engine, { jobId: 'job-1' });
  assert.equal(job?.status, 'CANCELED');
  assert.equal(job?.reasonCode, 'ABORT_CRITERIA_MET');
  assert.equal(job?.forceCanceled, false);
  assert.match(job?.comment ?? '', /2 of 4 finished executions are FAILED/);
  assert.deepEqual(await countsOf(engine, 'job-1'), {
    numberOfFailedThings: 2,
    numberOfSucceededThings: 2,
    numberOfCanceledThings: 5,
    numberOfInProgressThings: 1,
  });
  await end(engine, 'thing-9', 'job-1', 'SUCCEEDED');
  assert.equal((await countsOf(engine, 'job-1'))['numberOfSucceededThings'], 3);
});

test('deleted executions no longer count for the abort criteria, which are checked when the next execution ends', async () => {
  const engine = await testEngine();
  const names = ['failing', 'first', 'second', 'waiting', 'last', 'more'];
  await createThings(engine, ...names);
  await createTestJob(engine, 'job', things(...names), {
    abortConfig: {
      criteriaList: [
        { failureType: 'FAILED', action: 'CANCEL', thresholdPercentage: 50, minNumberOfExecutedThings: 1 },
      ],
    },
  });
  await engine.settle();
  for (const thingName of ['first', 'second']) await end(engine, thingName, 'job', 'SUCCEEDED');
  await end(engine, 'failing', 'job', 'FAILED');
  for (const thingName of ['first', 'second', 'waiting']) {
    await call.DeleteJobExecution(engine, { jobId: 'job', thingName, executionNumber: 1, force: true });
  }
  await engine.settle();
  assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS');
  await end(engine, 'last', 'job', 'SUCCEEDED');
  const { job } = await call.DescribeJob(engine, { jobId: 'job' });
  assert.deepEqual([job?.status, job?.reasonCode], ['CANCELED', 'ABORT_CRITERIA_MET']);
});

test('executions that end because their things left the group count for the abort criteria', async () => {
  const engine = await testEngine();
  await createThings(engine, 'failing', 'leaving', 'last');
  await createGroup(engine, 'fleet', 'failing', 'leaving', 'last');
  await createTestJob(engine, 'job', groups('fleet'), {
    targetSelection: 'CONTINUOUS',
    abortConfig: {
      criteriaList: [
        { failureType: 'FAILED', action: 'CANCEL', thresholdPercentage: 50, minNumberOfExecutedThings: 2 },
      ],
    },
  });
  await engine.settle();
  await engine.devices.UpdateJobExecution({ thingName: 'failing', jobId: 'job', status: 'FAILED' });
  await engine.settle();
  assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS');
  await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'leaving' });
  await engine.settle();
  const { job } = await call.DescribeJob(engine, { jobId: 'job' });
  assert.deepEqual([job?.status, job?.reasonCode], ['CANCELED', 'ABORT_CRITERIA_MET']);
});

test('after an abort nothing more is released', async () => {
  const engine = await testEngine();
  const names = Array.from({ length: 30 }, (_, index) => `thing-${index}`);
  await createThings(engine, ...names);
  await createGroup(engine, 'fleet', ...names);
  await createTestJob(engine, 'job-1', groups('fleet'), {
    jobExecutionsRolloutConfig: { maximumPerMinute: 2 },
    abortConfig: {
      criteriaList: [{ failureType: 'ALL', action: 'CANCEL', thresholdPercentage: 0.01, minNumberOfExecutedThings: 1 }],
    },
  });
  await engine.settle();
  await end(engine, 'thing-0', 'job-1', 'REJECTED');
  for (let minute = 0; minute < 5; minute += 1) {
    engine.clock.advance(60_000);
    await engine.settle();
  }
  assert.deepEqual(await countsOf(engine, 'job-1'), { numberOfRejectedThings: 1 });
});

test('an exponential rollout goes faster when more things have succeeded', async () => {
  const engine = await testEngine();
  const names = Array.from({ length: 30 }, (_, index) => `thing-${String(index).padStart(2, '0')}`);
  await createThings(engine, ...names);
  await createGroup(engine, 'fleet', ...names);
  await createTestJob(engine, 'job-1', groups('fleet'), {
    jobExecutionsRolloutConfig: {
      exponentialRate: {
        baseRatePerMinute: 1,
        incrementFactor: 5,
        rateIncreaseCriteria: { numberOfSucceededThings: 1 },
      },
    },
  });
  await engine.settle();
  assert.equal((await countsOf(engine, 'job-1'))['numberOfQueuedThings'], 1);
  await end(engine, 'thing-00', 'job-1', 'SUCCEEDED');
  engine.clock.advance(60_000);
  await engine.settle();
  const inSecondMinute: number[] = [];
  for (let second = 0; second < 59; second += 1) {
    engine.clock.advance(1_000);
    await engine.settle();
    inSecondMinute.push((await countsOf(engine, 'job-1'))['numberOfQueuedThings'] ?? 0);
  }
  assert.equal(inSecondMinute.at(-1), 5);
});

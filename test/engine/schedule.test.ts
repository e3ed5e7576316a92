/** Start times and end times on a clock moved by hand (docs/service/jobs.md#job-states). */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestEngine } from '../support/engine.ts';
import { call, createGroup, createTestJob, createThings, groups, statusOf, things } from '../support/jobs.ts';
import { refusal } from '../support/refusal.ts';
import {
  assertCounters,
  continuous,
  describeJob,
  type EndBehavior,
  engineWith,
  executions,
  hour,
  hourText,
  type JobInput,
  MINUTE,
  moveTo,
  nightly,
  queuedOf,
  report,
} from '../support/schedule.ts';

describe('a start time', () => {
  test('is when a job begins, and not earlier', async () => {
    const engine = await engineWith(['a', 'b']);
    await createTestJob(engine, 'job', groups('fleet'), { schedulingConfig: { startTime: hourText(1) } });
    await moveTo(engine, hour(1) - 1);
    const before = await describeJob(engine);
    assert.deepEqual([before.status, before.isConcurrent, await executions(engine)], ['SCHEDULED', false, []]);
    assert.equal(engine.heard.length, 0);
    await moveTo(engine, hour(1));
    const after = await describeJob(engine);
    assert.deepEqual([after.status, after.lastUpdatedAt], ['IN_PROGRESS', hour(1)]);
    assert.deepEqual(await executions(engine), ['a QUEUED', 'b QUEUED']);
    const told = engine.heard.flatMap((message) => (message.kind === 'list' ? [message.thing] : []));
    assert.deepEqual(told.sort(), ['a', 'b'], 'each thing is told once');
    for (const thing of ['a', 'b']) await report(engine, thing, 'SUCCEEDED');
    await engine.settle();
    assert.equal(await statusOf(engine, 'job'), 'COMPLETED');
    await assertCounters(engine);
  });

  test('finds the members that a snapshot job had at its creation', async () => {
    const engine = await engineWith(['a', 'b']);
    await createThings(engine, 'late');
    await createTestJob(engine, 'job', groups('fleet'), { schedulingConfig: { startTime: hourText(1) } });
    engine.clock.advance(MINUTE);
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'a' });
    await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'late' });
    await moveTo(engine, hour(1));
    assert.deepEqual((await executions(engine)).sort(), ['a QUEUED', 'b QUEUED']);
  });

  test('gives those who joined a group meanwhile an execution, but not those who have left it again', async () => {
    const engine = await engineWith(['a']);
    await createThings(engine, 'joining', 'passing', 'left-behind');
    await createGroup(engine, 'short-lived');
    await createTestJob(engine, 'job', groups('fleet', 'short-lived'), continuous({ startTime: hourText(1) }));
    engine.clock.advance(MINUTE);
    await call.AddThingToThingGroup(engine, { thingGroupName: 'short-lived', thingName: 'left-behind' });
    for (const thingName of ['joining', 'passing']) {
      await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName });
    }
    await engine.settle();
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'passing' });
    await call.DeleteThingGroup(engine, { thingGroupName: 'short-lived' });
    await moveTo(engine, hour(1));
    assert.deepEqual((await executions(engine)).sort(), ['a QUEUED', 'joining QUEUED']);
    const told = engine.heard.flatMap((message) => (message.kind === 'list' ? [message.thing] : []));
    assert.deepEqual(told.sort(), ['a', 'joining']);
  });

  test('gives nothing new to a thing that moved from one target group to another without leaving the job', async () => {
    const engine = await engineWith(['moving', 'leaving', 'staying']);
    await createGroup(engine, 'second');
    await createGroup(engine, 'third', 'staying');
    await createTestJob(engine, 'job', groups('fleet', 'second', 'third'), continuous(nightly));
    await moveTo(engine, hour(2));
    for (const thing of ['moving', 'leaving', 'staying']) await report(engine, thing, 'SUCCEEDED');
    await moveTo(engine, hour(4));
    const join = (thingName: string) => call.AddThingToThingGroup(engine, { thingGroupName: 'second', thingName });
    const leave = (thingName: string, thingGroupName = 'fleet') =>
      call.RemoveThingFromThingGroup(engine, { thingGroupName, thingName });
    await join('moving');
    await leave('moving');
    await leave('leaving');
    await join('leaving');
    await join('staying');
    await leave('staying');
    await call.DeleteThingGroup(engine, { thingGroupName: 'third' });
    await moveTo(engine, hour(26));
    const expected = ['leaving QUEUED', 'leaving SUCCEEDED', 'moving SUCCEEDED', 'staying SUCCEEDED'];
    assert.deepEqual((await executions(engine)).sort(), expected);
  });

  test('that is reached while the concurrency quota is full cancels the job and says why', async () => {
    const engine = await engineWith(['a', 'b', 'c'], { quotas: { concurrentJobs: 1 } });
    await createTestJob(engine, 'job', things('a'), { schedulingConfig: { startTime: hourText(1) } });
    engine.clock.moveTo(hour(1) - 1);
    await createTestJob(engine, 'slow', groups('fleet'), { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    await engine.settle();
    await moveTo(engine, hour(1));
    const job = await describeJob(engine);
    assert.deepEqual([job.status, job.forceCanceled], ['CANCELED', false]);
    assert.match(job.comment ?? '', /start time was reached while 1 jobs were rolling out/);
    await moveTo(engine, hour(2));
    assert.deepEqual(await executions(engine), []);
    assert.equal((await describeJob(engine)).completedAt !== undefined, true);
  });

  test('of several jobs is followed in the order of the times', async () => {
    const engine = await engineWith(['a'], { quotas: { concurrentJobs: 1 } });
    await createTestJob(engine, 'second', things('a'), { schedulingConfig: { startTime: hourText(2) } });
    await createTestJob(engine, 'first', things('a'), { schedulingConfig: { startTime: hourText(1) } });
    await moveTo(engine, hour(3));
    assert.deepEqual([await statusOf(engine, 'first'), await statusOf(engine, 'second')], ['IN_PROGRESS', 'CANCELED']);
  });

  test('lets the job complete if all its things were deleted before it', async () => {
    const engine = await engineWith(['a']);
    await createTestJob(engine, 'job', things('a'), { schedulingConfig: { startTime: hourText(1) } });
    await call.DeleteThing(engine, { thingName: 'a' });
    await engine.settle();
    assert.equal(await statusOf(engine, 'job'), 'SCHEDULED');
    await moveTo(engine, hour(1));
    assert.equal(await statusOf(engine, 'job'), 'COMPLETED');
  });
});

describe('an end time', () => {
  const rate = { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } };
  /** a is in progress, b queued, c succeeded, d not reached yet, because the job was slow. */
  async function halfway(endBehavior: EndBehavior | undefined, further: Partial<JobInput> = {}): Promise<TestEngine> {
    const engine = await engineWith(['a', 'b', 'c', 'd']);
    const config = { endTime: hourText(1), ...(endBehavior === undefined ? {} : { endBehavior }) };
    engine.clock.moveTo(hour(1) - 30 * MINUTE);
    await createTestJob(engine, 'job', groups('fleet'), { ...rate, schedulingConfig: config, ...further });
    engine.clock.advance(0);
    await engine.settle();
    for (let minute = 1; minute <= 2; minute += 1) await moveTo(engine, hour(0.5) + minute * MINUTE);
    await call.UpdateJob(engine, { jobId: 'job', jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    await report(engine, 'a', 'IN_PROGRESS');
    await report(engine, 'c', 'SUCCEEDED');
    await engine.settle();
    return engine;
  }

  const outcomes: readonly (readonly [EndBehavior | undefined, string, boolean | undefined, string[]])[] = [
    [undefined, 'IN_PROGRESS', undefined, ['a IN_PROGRESS', 'b QUEUED', 'c SUCCEEDED']],
    ['STOP_ROLLOUT', 'IN_PROGRESS', undefined, ['a IN_PROGRESS', 'b QUEUED', 'c SUCCEEDED']],
    ['CANCEL', 'CANCELED', false, ['a IN_PROGRESS', 'b CANCELED', 'c SUCCEEDED']],
    ['FORCE_CANCEL', 'CANCELED', true, ['a CANCELED', 'b CANCELED', 'c SUCCEEDED']],
  ];
  for (const [endBehavior, status, forceCanceled, expected] of outcomes) {
    for (const targetSelection of ['SNAPSHOT', 'CONTINUOUS'] as const) {
      test(`with ${endBehavior ?? 'no behaviour'} ends a ${targetSelection} job that rolls out`, async () => {
        const engine = await halfway(endBehavior, { targetSelection });
        // The fourth thing's minute is the end itself: the schedule goes first.
        engine.clock.moveTo(hour(1));
        await engine.settle();
        const job = await describeJob(engine);
        assert.deepEqual([job.status, job.forceCanceled], [status, forceCanceled]);
        assert.equal(job.jobProcessDetails?.processingTargets, undefined);
        assert.deepEqual((await executions(engine)).sort(), expected);
        await moveTo(engine, hour(5));
        assert.deepEqual((await executions(engine)).sort(), expected, 'nothing is rolled out any more');
        await assertCounters(engine);
      });
    }
  }

  for (const targetSelection of ['SNAPSHOT', 'CONTINUOUS'] as const) {
    test(`with STOP_ROLLOUT completes a ${targetSelection} job when its last execution ends`, async () => {
      const engine = await halfway('STOP_ROLLOUT', { targetSelection });
      await moveTo(engine, hour(1));
      await report(engine, 'a', 'SUCCEEDED');
      await moveTo(engine, hour(2));
      assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS');
      await report(engine, 'b', 'SUCCEEDED');
      await moveTo(engine, hour(3));
      const job = await describeJob(engine);
      assert.deepEqual([job.status, job.completedAt], ['COMPLETED', hour(3)]);
    });
  }

  test('completes a continuous job at once that has nothing left to do', async () => {
    const engine = await engineWith(['a']);
    await createTestJob(engine, 'job', groups('fleet'), continuous({ endTime: hourText(1) }));
    await engine.settle();
    await report(engine, 'a', 'SUCCEEDED');
    await moveTo(engine, hour(1) - 1);
    assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS');
    await moveTo(engine, hour(1));
    const job = await describeJob(engine);
    assert.deepEqual([job.status, job.completedAt], ['COMPLETED', hour(1)]);
  });

  test('with STOP_ROLLOUT completes a continuous job when the last unfinished thing leaves its group', async () => {
    const engine = await engineWith(['a', 'b']);
    await createTestJob(engine, 'job', groups('fleet'), continuous({ endTime: hourText(1) }));
    await engine.settle();
    await moveTo(engine, hour(1));
    await report(engine, 'a', 'SUCCEEDED');
    await moveTo(engine, hour(2));
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'b' });
    await engine.settle();
    const job = await describeJob(engine);
    assert.deepEqual([job.status, job.completedAt], ['COMPLETED', hour(2)]);
  });

  test('with STOP_ROLLOUT stops joins and retries', async () => {
    const engine = await engineWith(['a', 'b', 'leaver']);
    await createThings(engine, 'late');
    await createTestJob(engine, 'job', groups('fleet'), {
      ...continuous({ endTime: hourText(1) }),
      jobExecutionsRetryConfig: { criteriaList: [{ failureType: 'ALL', numberOfRetries: 3 }] },
      timeoutConfig: { inProgressTimeoutInMinutes: 120 },
    });
    await engine.settle();
    await report(engine, 'b', 'IN_PROGRESS');
    await moveTo(engine, hour(1));
    await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'late' });
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'leaver' });
    await assert.rejects(
      call.AssociateTargetsWithJob(engine, { jobId: 'job', targets: things('late') }),
      refusal('InvalidRequestException', /end time has passed/),
    );
    await report(engine, 'a', 'FAILED');
    await engine.settle();
    assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS');
    await moveTo(engine, hour(2));
    assert.deepEqual((await executions(engine)).sort(), ['a FAILED', 'b TIMED_OUT', 'leaver REMOVED']);
    assert.equal(await statusOf(engine, 'job'), 'COMPLETED');
    await assertCounters(engine);
  });

  test('does nothing to a job that is already over', async () => {
    const engine = await engineWith(['a']);
    const schedulingConfig = { endTime: hourText(1), endBehavior: 'FORCE_CANCEL' } as const;
    await createTestJob(engine, 'job', things('a'), { schedulingConfig });
    await engine.settle();
    await report(engine, 'a', 'SUCCEEDED');
    await engine.settle();
    assert.equal(await statusOf(engine, 'job'), 'COMPLETED');
    await moveTo(engine, hour(2));
    assert.equal(await statusOf(engine, 'job'), 'COMPLETED');
  });
});

describe('an end time between two windows', () => {
  /** a has started in the window, b is queued and hidden; it is five o'clock, and the job ends at six. */
  async function waiting(endBehavior: EndBehavior): Promise<TestEngine> {
    const engine = await engineWith(['a', 'b']);
    await createTestJob(engine, 'job', groups('fleet'), continuous({ ...nightly, endTime: hourText(6), endBehavior }));
    await moveTo(engine, hour(2));
    await report(engine, 'a', 'IN_PROGRESS');
    await moveTo(engine, hour(5));
    assert.equal(await statusOf(engine, 'job'), 'SCHEDULED');
    return engine;
  }

  test('with STOP_ROLLOUT lets devices finish, then completes the job', async () => {
    const engine = await waiting('STOP_ROLLOUT');
    engine.heard.length = 0;
    await moveTo(engine, hour(6));
    assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS');
    assert.deepEqual(await queuedOf(engine, 'b'), ['job']);
    assert.deepEqual(
      engine.heard.map((message) => message.kind !== 'event' && message.thing),
      ['b', 'b'],
    );
    await moveTo(engine, hour(50));
    assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS', 'windows are over');
    for (const thing of ['a', 'b']) await report(engine, thing, 'SUCCEEDED');
    await engine.settle();
    assert.equal(await statusOf(engine, 'job'), 'COMPLETED');
  });

  test('with STOP_ROLLOUT completes a job that has nothing left to do', async () => {
    const engine = await waiting('STOP_ROLLOUT');
    await report(engine, 'a', 'SUCCEEDED');
    await call.CancelJobExecution(engine, { jobId: 'job', thingName: 'b' });
    await engine.settle();
    assert.equal(await statusOf(engine, 'job'), 'SCHEDULED');
    await moveTo(engine, hour(6));
    const job = await describeJob(engine);
    assert.deepEqual([job.status, job.completedAt], ['COMPLETED', hour(6)]);
  });

  for (const [endBehavior, expected] of [
    ['CANCEL', ['a IN_PROGRESS', 'b CANCELED']],
    ['FORCE_CANCEL', ['a CANCELED', 'b CANCELED']],
  ] as const) {
    test(`with ${endBehavior} cancels the job without notifying devices of hidden executions`, async () => {
      const engine = await waiting(endBehavior);
      engine.heard.length = 0;
      await moveTo(engine, hour(6));
      const job = await describeJob(engine);
      assert.deepEqual([job.status, job.forceCanceled], ['CANCELED', endBehavior === 'FORCE_CANCEL']);
      assert.match(job.comment ?? '', /end time .* was reached/);
      assert.deepEqual((await executions(engine)).sort(), expected);
      const told = engine.heard.map((message) => message.kind !== 'event' && message.thing);
      assert.deepEqual(told, endBehavior === 'CANCEL' ? [] : ['a', 'a']);
    });
  }

  test('before the first window completes the job without an execution', async () => {
    const engine = await engineWith(['a']);
    await createTestJob(engine, 'job', groups('fleet'), continuous({ ...nightly, endTime: hourText(1) }));
    await moveTo(engine, hour(1));
    assert.deepEqual([await statusOf(engine, 'job'), await executions(engine)], ['COMPLETED', []]);
  });
});

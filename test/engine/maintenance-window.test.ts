/**
 * Maintenance windows on a clock moved by hand, and what devices see of them (docs/service/jobs.md#maintenance-windows,
 * docs/service/notifications.md#when-devices-are-told).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { call, createGroup, createTestJob, createThings, groups, statusOf, things } from '../support/jobs.ts';
import {
  assertCounters,
  continuous,
  describeJob,
  engineWith,
  executions,
  hour,
  hourText,
  MINUTE,
  moveTo,
  nightly,
  queuedOf,
  report,
} from '../support/schedule.ts';

describe('a maintenance window', () => {
  test('opens and closes for the lists of devices, which are told', async () => {
    const engine = await engineWith(['a', 'b']);
    await createTestJob(engine, 'other', things('a'));
    await createTestJob(engine, 'job', groups('fleet'), continuous(nightly));
    await moveTo(engine, hour(2));
    assert.deepEqual(await queuedOf(engine, 'a'), ['other', 'job']);
    await moveTo(engine, hour(3) - 1);
    assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS');
    engine.heard.length = 0;
    await moveTo(engine, hour(3));
    const closed = await describeJob(engine);
    assert.deepEqual([closed.status, closed.lastUpdatedAt], ['SCHEDULED', hour(3)]);
    assert.deepEqual([await queuedOf(engine, 'a'), await queuedOf(engine, 'b')], [['other'], []]);
    assert.deepEqual(await engine.devices.StartNextPendingJobExecution({ thingName: 'b' }), {});
    assert.deepEqual(engine.heard, [
      { kind: 'list', thing: 'a', topic: 'notify', inProgress: [], queued: ['other'] },
      { kind: 'list', thing: 'b', topic: 'notify', inProgress: [], queued: [] },
      { kind: 'next', thing: 'b', topic: 'notify-next', jobId: null },
    ]);
    engine.heard.length = 0;
    await moveTo(engine, hour(26));
    assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS');
    assert.deepEqual(engine.heard, [
      { kind: 'list', thing: 'a', topic: 'notify', inProgress: [], queued: ['other', 'job'] },
      { kind: 'list', thing: 'b', topic: 'notify', inProgress: [], queued: ['job'] },
      { kind: 'next', thing: 'b', topic: 'notify-next', jobId: 'job' },
    ]);
  });

  test('that is open already when a job is created starts it at once', async () => {
    const engine = await engineWith(['a']);
    engine.clock.moveTo(hour(2.5));
    await createTestJob(engine, 'job', groups('fleet'), continuous(nightly));
    assert.equal(await statusOf(engine, 'job'), 'SCHEDULED');
    await engine.settle();
    assert.deepEqual([await statusOf(engine, 'job'), await executions(engine)], ['IN_PROGRESS', ['a QUEUED']]);
  });

  test('that closes leaves executions in progress alone and does not notify their devices', async () => {
    const engine = await engineWith(['a']);
    await createTestJob(engine, 'job', groups('fleet'), continuous(nightly));
    await moveTo(engine, hour(2));
    await engine.devices.StartNextPendingJobExecution({ thingName: 'a' });
    engine.heard.length = 0;
    await moveTo(engine, hour(4));
    assert.deepEqual(engine.heard, []);
    assert.equal((await engine.devices.StartNextPendingJobExecution({ thingName: 'a' })).execution?.jobId, 'job');
    await report(engine, 'a', 'SUCCEEDED');
    await moveTo(engine, hour(26));
    assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS', 'a continuous job without an end never completes');
  });

  test('that closes pauses the rollout, which goes on in the next one', async () => {
    const names = Array.from({ length: 90 }, (_, index) => `thing-${String(index).padStart(2, '0')}`);
    const engine = await engineWith(names);
    await createTestJob(engine, 'job', groups('fleet'), {
      ...continuous(nightly),
      jobExecutionsRolloutConfig: { maximumPerMinute: 1 },
    });
    for (let minute = 0; minute <= 70; minute += 1) await moveTo(engine, hour(2) + minute * MINUTE);
    const paused = await describeJob(engine);
    assert.equal(paused.jobProcessDetails?.numberOfQueuedThings, 60, 'none at the minute in which it closes');
    assert.deepEqual([paused.isConcurrent, paused.jobProcessDetails?.processingTargets], [false, groups('fleet')]);
    for (let minute = 0; minute <= 40; minute += 1) await moveTo(engine, hour(26) + minute * MINUTE);
    const finished = await describeJob(engine);
    assert.equal(finished.jobProcessDetails?.numberOfQueuedThings, 90);
    assert.equal(finished.jobProcessDetails?.processingTargets, undefined);
  });

  test('that opens lets the job follow the joins and leaves that happened meanwhile', async () => {
    const engine = await engineWith(['a', 'b']);
    await createThings(engine, 'early', 'late', 'passing');
    await createTestJob(engine, 'job', groups('fleet'), continuous(nightly));
    engine.clock.moveTo(hour(1));
    await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'early' });
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'b' });
    await engine.settle();
    assert.deepEqual(await executions(engine), []);
    await moveTo(engine, hour(2));
    assert.deepEqual((await executions(engine)).sort(), ['a QUEUED', 'early QUEUED']);
    await moveTo(engine, hour(3));
    await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'late' });
    await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'passing' });
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'passing' });
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'a' });
    await engine.settle();
    assert.deepEqual((await executions(engine)).sort(), ['a QUEUED', 'early QUEUED'], 'the job waits');
    await moveTo(engine, hour(26));
    const [a, early, late] = (await executions(engine)).sort();
    assert.deepEqual([a, early, late], ['a REMOVED', 'early QUEUED', 'late QUEUED']);
    await assertCounters(engine);
  });

  test('that opens finds nobody in a group that was deleted meanwhile', async () => {
    const engine = await engineWith(['a', 'b']);
    await createGroup(engine, 'other', 'b');
    await createTestJob(engine, 'job', groups('fleet', 'other'), continuous(nightly));
    await call.DeleteThingGroup(engine, { thingGroupName: 'fleet' });
    await moveTo(engine, hour(2));
    assert.deepEqual(await executions(engine), ['b QUEUED']);
    await moveTo(engine, hour(3));
    await call.DeleteThingGroup(engine, { thingGroupName: 'other' });
    await moveTo(engine, hour(26));
    assert.deepEqual(await executions(engine), ['b REMOVED']);
    const left = await engine.database.query({ name: '', text: 'SELECT 1 FROM deleted_thing_group' });
    assert.deepEqual(left, [], 'the members of deleted groups are cleared');
    await assertCounters(engine);
  });

  test('hides a retry that is queued after it, until the next one', async () => {
    const engine = await engineWith(['a']);
    await createTestJob(engine, 'job', groups('fleet'), {
      ...continuous(nightly),
      jobExecutionsRetryConfig: { criteriaList: [{ failureType: 'FAILED', numberOfRetries: 1 }] },
    });
    await moveTo(engine, hour(2));
    await report(engine, 'a', 'IN_PROGRESS');
    await moveTo(engine, hour(4));
    engine.heard.length = 0;
    await report(engine, 'a', 'FAILED');
    await engine.settle();
    assert.deepEqual(engine.heard, [
      { kind: 'list', thing: 'a', topic: 'notify', inProgress: [], queued: [] },
      { kind: 'next', thing: 'a', topic: 'notify-next', jobId: null },
    ]);
    assert.deepEqual([await executions(engine), await queuedOf(engine, 'a')], [['a FAILED', 'a QUEUED'], []]);
    engine.heard.length = 0;
    await moveTo(engine, hour(26));
    assert.deepEqual(await queuedOf(engine, 'a'), ['job']);
    assert.equal(engine.heard.length, 2);
  });

  test('between two windows, an abort cancels the job without notifying devices of hidden executions', async () => {
    const engine = await engineWith(['a', 'b', 'c']);
    await createTestJob(engine, 'job', groups('fleet'), {
      ...continuous(nightly),
      abortConfig: {
        criteriaList: [
          { failureType: 'FAILED', action: 'CANCEL', thresholdPercentage: 50, minNumberOfExecutedThings: 1 },
        ],
      },
    });
    await moveTo(engine, hour(2));
    await report(engine, 'a', 'IN_PROGRESS');
    await moveTo(engine, hour(4));
    engine.heard.length = 0;
    await report(engine, 'a', 'FAILED');
    await engine.settle();
    const job = await describeJob(engine);
    assert.deepEqual([job.status, job.reasonCode], ['CANCELED', 'ABORT_CRITERIA_MET']);
    assert.deepEqual((await executions(engine)).sort(), ['a FAILED', 'b CANCELED', 'c CANCELED']);
    assert.deepEqual(
      engine.heard.map((message) => message.kind !== 'event' && message.thing),
      ['a', 'a'],
    );
    await moveTo(engine, hour(26));
    assert.equal(await statusOf(engine, 'job'), 'CANCELED');
    await assertCounters(engine);
  });

  test('between two windows, cancelling or deleting hidden executions notifies nobody', async () => {
    const engine = await engineWith(['a', 'b', 'c']);
    await createTestJob(engine, 'job', groups('fleet'), continuous(nightly));
    await moveTo(engine, hour(2));
    await moveTo(engine, hour(4));
    engine.heard.length = 0;
    await call.CancelJobExecution(engine, { jobId: 'job', thingName: 'a' });
    await call.DeleteJobExecution(engine, { jobId: 'job', thingName: 'b', executionNumber: 1, force: true });
    await call.DeleteJob(engine, { jobId: 'job', force: true });
    await engine.settle();
    assert.deepEqual([await statusOf(engine, 'job'), engine.heard], [undefined, []]);
    await moveTo(engine, hour(26));
    assert.deepEqual(engine.heard, []);
  });

  test('between two windows, a device that starts a hidden execution gets it into its list', async () => {
    const engine = await engineWith(['a']);
    await createTestJob(engine, 'job', groups('fleet'), continuous(nightly));
    await moveTo(engine, hour(2));
    await moveTo(engine, hour(4));
    engine.heard.length = 0;
    await report(engine, 'a', 'IN_PROGRESS');
    await engine.settle();
    assert.deepEqual(engine.heard, [
      { kind: 'list', thing: 'a', topic: 'notify', inProgress: ['job'], queued: [] },
      { kind: 'next', thing: 'a', topic: 'notify-next', jobId: 'job' },
    ]);
  });

  test('that passed while the server was down is followed by what holds now', async () => {
    const engine = await engineWith(['a']);
    await createTestJob(engine, 'job', groups('fleet'), continuous({ ...nightly, endTime: hourText(200) }));
    await moveTo(engine, hour(100));
    assert.deepEqual([await statusOf(engine, 'job'), await executions(engine)], ['SCHEDULED', []]);
    await moveTo(engine, hour(24 * 5 + 2.5));
    assert.deepEqual([await statusOf(engine, 'job'), await executions(engine)], ['IN_PROGRESS', ['a QUEUED']]);
    await moveTo(engine, hour(300));
    await report(engine, 'a', 'SUCCEEDED');
    await engine.settle();
    assert.equal(await statusOf(engine, 'job'), 'COMPLETED');
  });
});

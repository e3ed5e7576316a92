/**
 * Continuous jobs follow their groups (docs/service/executions.md#leaving-a-target,
 * docs/service/rollouts.md#snapshot-and-continuous).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StoredAnnouncements } from '../../src/domain/announcement.ts';
import { runMemberships } from '../../src/engine/workers/membership.ts';
import type { Queryable } from '../../src/store/database/database.ts';
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
import { beginDuring, failAndRetry } from '../support/retry-race.ts';
import { signalsTo } from '../support/signals.ts';

const continuous = { targetSelection: 'CONTINUOUS' } as const;

async function statuses(engine: TestEngine, jobId = 'job'): Promise<Record<string, string | undefined>> {
  const { executionSummaries } = await call.ListJobExecutionsForJob(engine, { jobId });
  const entries = (executionSummaries ?? []).map(({ thingArn, jobExecutionSummary }) => [
    String(thingArn).slice(String(thingArn).lastIndexOf('/') + 1),
    jobExecutionSummary?.status,
  ]);
  return Object.fromEntries(entries);
}

describe('a continuous job', () => {
  test('removes the pending execution of a thing that left, and notifies it', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b');
    await createGroup(engine, 'fleet', 'a', 'b');
    await createTestJob(engine, 'job', groups('fleet'), continuous);
    await engine.settle();
    await engine.devices.StartNextPendingJobExecution({ thingName: 'b' });
    engine.heard.length = 0;
    for (const thingName of ['a', 'b']) {
      await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName });
    }
    await engine.settle();
    assert.deepEqual(await statuses(engine), { a: 'REMOVED', b: 'REMOVED' });
    assert.equal(engine.heard.length, 4);
    const { execution } = await call.DescribeJobExecution(engine, { jobId: 'job', thingName: 'b' });
    assert.deepEqual([execution?.versionNumber, execution?.approximateSecondsBeforeTimedOut], [3, undefined]);
    const { kept, recounted } = await countersAndRecount(engine);
    assert.deepEqual(kept, recounted);
  });

  test('keeps the execution of a thing that another target still reaches', async () => {
    const engine = await testEngine();
    await createThings(engine, 'direct', 'twice', 'parent');
    await createGroup(engine, 'fleet', 'direct', 'twice', 'parent');
    await createGroup(engine, 'second', 'twice');
    await createGroup(engine, 'top');
    await call.CreateThingGroup(engine, { thingGroupName: 'below', parentGroupName: 'top' });
    await call.AddThingToThingGroup(engine, { thingGroupName: 'below', thingName: 'parent' });
    const targets = [...groups('fleet', 'second', 'top'), ...things('direct')];
    await createTestJob(engine, 'job', targets, continuous);
    await engine.settle();
    for (const thingName of ['direct', 'twice', 'parent']) {
      await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName });
    }
    await engine.settle();
    assert.deepEqual(await statuses(engine), { direct: 'QUEUED', twice: 'QUEUED', parent: 'QUEUED' });
  });

  test('reaches things that join a group below its target', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a');
    await createGroup(engine, 'top');
    await createTestJob(engine, 'job', groups('top'), continuous);
    await engine.settle();
    await call.CreateThingGroup(engine, { thingGroupName: 'below', parentGroupName: 'top' });
    await call.AddThingToThingGroup(engine, { thingGroupName: 'below', thingName: 'a' });
    await engine.settle();
    assert.deepEqual(await statuses(engine), { a: 'QUEUED' });
  });

  test('whose group is deleted loses its pending executions, keeps its target and goes on', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b', 'c');
    await createGroup(engine, 'fleet', 'a', 'b', 'c');
    await createGroup(engine, 'other', 'c');
    await createTestJob(engine, 'job', groups('fleet', 'other'), continuous);
    await engine.settle();
    await engine.devices.UpdateJobExecution({ thingName: 'a', jobId: 'job', status: 'SUCCEEDED' });
    await call.DeleteThingGroup(engine, { thingGroupName: 'fleet' });
    await engine.settle();
    assert.deepEqual(await statuses(engine), { a: 'SUCCEEDED', b: 'REMOVED', c: 'QUEUED' });
    assert.deepEqual((await call.DescribeJob(engine, { jobId: 'job' })).job?.targets, groups('fleet', 'other'));
    assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS');
    const left = await engine.database.query({ name: '', text: 'SELECT 1 FROM deleted_thing_group' });
    assert.deepEqual(left, []);
  });

  test('removes the retry of an execution that failed while its thing was leaving', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a');
    await createGroup(engine, 'fleet', 'a');
    await createTestJob(engine, 'job', groups('fleet'), continuous);
    await engine.settle();
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'a' });
    const fail = (transaction: Queryable) => failAndRetry(transaction, 'a');
    await beginDuring(engine.database, fail, () => runMemberships(engine.engine));
    const { executionSummaries = [] } = await call.ListJobExecutionsForJob(engine, { jobId: 'job' });
    const ended = executionSummaries.map(({ jobExecutionSummary: summary }) => [
      summary?.executionNumber,
      summary?.status,
    ]);
    assert.deepEqual(ended.sort(), [
      [1, 'FAILED'],
      [2, 'REMOVED'],
    ]);
  });

  test('follows the end of a large group in chunks, in its order with what else changes', async () => {
    const engine = await testEngine({ chunkSize: 2 });
    const names = ['a', 'b', 'c', 'd', 'e'];
    await createThings(engine, ...names);
    await createGroup(engine, 'fleet', ...names);
    await createGroup(engine, 'other');
    await createTestJob(engine, 'job', groups('fleet', 'other'), continuous);
    for (const _ of names) {
      await engine.settle();
      engine.clock.advance(1000);
    }
    await call.DeleteThingGroup(engine, { thingGroupName: 'fleet' });
    await call.AddThingToThingGroup(engine, { thingGroupName: 'other', thingName: 'e' });
    const announced: StoredAnnouncements[] = [];
    const signals = signalsTo({ announced: (stored) => void announced.push(stored) });
    await runMemberships({ ...engine.engine, signals });
    const left = announced
      .flatMap(({ announcements }) => announcements)
      .flatMap((announcement) => (announcement.kind === 'executions-left' ? [announcement.executions] : []));
    assert.deepEqual(
      left.map((executions) => executions.map(([thingName]) => thingName)),
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    );
    const gone = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, 'REMOVED']));
    assert.deepEqual(await statuses(engine), { ...gone, e: 'QUEUED' });
    const { kept, recounted } = await countersAndRecount(engine);
    assert.deepEqual(kept, recounted);
  });

  test('queues a new execution for a thing that comes back after a success', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a');
    await createGroup(engine, 'fleet', 'a');
    await createTestJob(engine, 'job', groups('fleet'), continuous);
    await engine.settle();
    await engine.devices.UpdateJobExecution({ thingName: 'a', jobId: 'job', status: 'SUCCEEDED' });
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'a' });
    await engine.settle();
    await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'a' });
    await engine.settle();
    const { execution } = await call.DescribeJobExecution(engine, { jobId: 'job', thingName: 'a' });
    assert.deepEqual([execution?.status, execution?.executionNumber, execution?.versionNumber], ['QUEUED', 2, 1]);
    const first = await call.DescribeJobExecution(engine, { jobId: 'job', thingName: 'a', executionNumber: 1 });
    assert.equal(first.execution?.status, 'SUCCEEDED');
  });
});

test('gives a thing that comes back through two groups at once one new execution', async () => {
  const engine = await testEngine();
  await createThings(engine, 'a');
  await createGroup(engine, 'one', 'a');
  await createGroup(engine, 'two');
  await createTestJob(engine, 'job', groups('one', 'two'), continuous);
  await engine.settle();
  await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'one', thingName: 'a' });
  await engine.settle();
  for (const thingGroupName of ['one', 'two']) {
    await call.AddThingToThingGroup(engine, { thingGroupName, thingName: 'a' });
  }
  await engine.settle();
  const { execution } = await call.DescribeJobExecution(engine, { jobId: 'job', thingName: 'a' });
  assert.deepEqual([execution?.status, execution?.executionNumber], ['QUEUED', 2]);
});

describe('a snapshot job', () => {
  test('is not affected by things that leave or join its group', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b');
    await createGroup(engine, 'fleet', 'a');
    await createTestJob(engine, 'job', groups('fleet'));
    await engine.settle();
    engine.heard.length = 0;
    engine.clock.advance(1_000);
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'a' });
    await call.AddThingToThingGroup(engine, { thingGroupName: 'fleet', thingName: 'b' });
    await engine.settle();
    assert.deepEqual(await statuses(engine), { a: 'QUEUED' });
    assert.deepEqual(engine.heard, []);
  });

  test('reaches a thing that leaves its group right after its creation, while the clock stands still', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b');
    await createGroup(engine, 'fleet', 'a', 'b');
    await createTestJob(engine, 'job', groups('fleet'));
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'b' });
    await engine.settle();
    assert.deepEqual(await statuses(engine), { a: 'QUEUED', b: 'QUEUED' });
  });

  test('does not reach a thing that was created anew under the name of a member', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b', 'c');
    await createGroup(engine, 'fleet', 'a', 'b', 'c');
    await createTestJob(engine, 'job', groups('fleet'), { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    await engine.settle();
    engine.clock.advance(1_000);
    await call.RemoveThingFromThingGroup(engine, { thingGroupName: 'fleet', thingName: 'b' });
    for (const thingName of ['b', 'c']) {
      await call.DeleteThing(engine, { thingName });
      await call.CreateThing(engine, { thingName });
    }
    for (let minute = 0; minute < 3; minute += 1) {
      engine.clock.advance(60_000);
      await engine.settle();
    }
    assert.deepEqual(await statuses(engine), { a: 'QUEUED' });
  });

  test('still reaches the members of a group that is deleted during its rollout', async () => {
    const engine = await testEngine();
    await createThings(engine, 'a', 'b');
    await createGroup(engine, 'fleet', 'a', 'b');
    await createTestJob(engine, 'job', groups('fleet'), { jobExecutionsRolloutConfig: { maximumPerMinute: 1 } });
    await engine.settle();
    await call.DeleteThingGroup(engine, { thingGroupName: 'fleet' });
    engine.clock.advance(60_000);
    await engine.settle();
    assert.deepEqual(await statuses(engine), { a: 'QUEUED', b: 'QUEUED' });
  });
});

test('a job whose executions are all terminal completes, whatever they ended as; one in progress keeps it', async () => {
  const engine = await testEngine();
  const names = ['canceled', 'rejected', 'failed', 'begun'];
  await createThings(engine, ...names);
  await createTestJob(engine, 'job', things(...names));
  await engine.settle();
  await call.CancelJobExecution(engine, { jobId: 'job', thingName: 'canceled' });
  for (const status of ['REJECTED', 'FAILED'] as const) {
    await engine.devices.UpdateJobExecution({ thingName: status.toLowerCase(), jobId: 'job', status });
  }
  await engine.devices.StartNextPendingJobExecution({ thingName: 'begun' });
  await engine.settle();
  assert.equal(await statusOf(engine, 'job'), 'IN_PROGRESS');
  engine.clock.advance(1_000);
  await call.DeleteThing(engine, { thingName: 'begun' });
  await engine.settle();
  const { job } = await call.DescribeJob(engine, { jobId: 'job' });
  assert.deepEqual(
    [job?.status, job?.completedAt, job?.lastUpdatedAt],
    ['COMPLETED', engine.clock.now(), engine.clock.now()],
  );
  assert.equal(job?.jobProcessDetails?.numberOfRemovedThings, 1);
});

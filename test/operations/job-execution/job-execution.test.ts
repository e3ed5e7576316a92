import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { JobExecutionStatus } from '../../../src/domain/job-execution/status.ts';
import { jobExecutionStatuses } from '../../../src/domain/job-execution/status.ts';
import { testEngine } from '../../support/engine.ts';
import {
  call,
  countersAndRecount,
  createGroup,
  createTestJob,
  createThings,
  groups,
  statusOf,
  things,
} from '../../support/jobs.ts';
import { refusal } from '../../support/refusal.ts';

const MINUTE = 60_000;
const engine = await testEngine();
const { clock, devices } = engine;
let thingName: string;
let jobId: string;
let count = 0;

beforeEach(async () => {
  count += 1;
  thingName = `thing-${count}`;
  jobId = `job-${count}`;
  await createThings(engine, thingName);
});

/** Queues an execution of a job of its own, which stays a job in progress, and brings it into a status. */
async function bring(status: JobExecutionStatus): Promise<void> {
  await createGroup(engine, jobId, thingName);
  await createTestJob(engine, jobId, groups(jobId), {
    targetSelection: 'CONTINUOUS',
    timeoutConfig: { inProgressTimeoutInMinutes: 1 },
  });
  await engine.settle();
  if (status === 'IN_PROGRESS' || status === 'TIMED_OUT') await devices.StartNextPendingJobExecution({ thingName });
  if (status === 'TIMED_OUT') clock.advance(MINUTE);
  if (status === 'SUCCEEDED' || status === 'FAILED' || status === 'REJECTED') {
    await devices.UpdateJobExecution({ thingName, jobId, status });
  }
  if (status === 'CANCELED') await call.CancelJobExecution(engine, { jobId, thingName });
  if (status === 'REMOVED') await call.RemoveThingFromThingGroup(engine, { thingGroupName: jobId, thingName });
  await engine.settle();
  assert.equal((await execution())?.status, status);
}

const execution = async (executionNumber?: number) => {
  const input = { jobId, thingName, ...(executionNumber === undefined ? {} : { executionNumber }) };
  return (await call.DescribeJobExecution(engine, input)).execution;
};
const isPending = (status: string) => status === 'QUEUED' || status === 'IN_PROGRESS';

describe('DescribeJobExecution', () => {
  test('shows a queued one without what it does not have', async () => {
    await bring('QUEUED');
    assert.deepEqual(await execution(), {
      jobId,
      status: 'QUEUED',
      statusDetails: {},
      thingArn: things(thingName)[0],
      queuedAt: clock.now(),
      lastUpdatedAt: clock.now(),
      executionNumber: 1,
      versionNumber: 1,
    });
  });

  test('shows details in a map, the start, and the time that is left', async () => {
    await bring('QUEUED');
    const queuedAt = clock.now();
    clock.advance(1_000);
    await devices.StartNextPendingJobExecution({ thingName, statusDetails: { z: '1', a: '2' } });
    clock.advance(1_000);
    const shown = await execution();
    assert.deepEqual(shown, {
      jobId,
      status: 'IN_PROGRESS',
      statusDetails: { detailsMap: { z: '1', a: '2' } },
      thingArn: things(thingName)[0],
      queuedAt,
      startedAt: queuedAt + 1_000,
      lastUpdatedAt: queuedAt + 1_000,
      executionNumber: 1,
      versionNumber: 2,
      approximateSecondsBeforeTimedOut: 59,
    });
    assert.deepEqual(Object.keys(shown?.statusDetails?.detailsMap ?? {}), ['z', 'a']);
  });

  for (const status of jobExecutionStatuses.filter((each) => !isPending(each))) {
    test(`shows one that is ${status}, without a timer`, async () => {
      await bring(status);
      const shown = await execution();
      assert.equal(shown?.approximateSecondsBeforeTimedOut, undefined);
      assert.equal(shown?.forceCanceled, status === 'CANCELED' ? false : undefined);
    });
  }

  test('finds nothing of an unknown job, thing or number', async () => {
    await bring('QUEUED');
    for (const other of [{ jobId: 'none' }, { thingName: 'nobody' }, { executionNumber: 2 }]) {
      const input = { jobId, thingName, ...other };
      await assert.rejects(call.DescribeJobExecution(engine, input), refusal('ResourceNotFoundException'));
    }
  });
});

describe('CancelJobExecution', () => {
  for (const status of jobExecutionStatuses) {
    for (const force of [false, true]) {
      const accepted = status === 'QUEUED' || (status === 'IN_PROGRESS' && force);
      test(`of one that is ${status} ${force ? 'with' : 'without'} force is ${accepted ? 'accepted' : 'refused'}`, async () => {
        await bring(status);
        const before = await execution();
        clock.advance(1_000);
        const canceling = call.CancelJobExecution(engine, { jobId, thingName, force });
        if (!accepted) {
          await assert.rejects(canceling, refusal('InvalidStateTransitionException'));
          assert.deepEqual((await execution())?.versionNumber, before?.versionNumber);
          return;
        }
        assert.equal(await canceling, undefined);
        const after = await execution();
        assert.deepEqual(
          [after?.status, after?.forceCanceled, after?.versionNumber, after?.lastUpdatedAt],
          ['CANCELED', force, (before?.versionNumber ?? 0) + 1, clock.now()],
        );
        const late = devices.UpdateJobExecution({ thingName, jobId, status: 'SUCCEEDED' });
        await assert.rejects(late, { code: 'InvalidStateTransition' });
      });
    }
  }

  test('compares the version before the state, and names the stored one', async () => {
    await bring('SUCCEEDED');
    const canceling = call.CancelJobExecution(engine, { jobId, thingName, expectedVersion: 7 });
    await assert.rejects(canceling, refusal('VersionConflictException', /version 2/));
    const right = call.CancelJobExecution(engine, { jobId, thingName, expectedVersion: 2 });
    await assert.rejects(right, refusal('InvalidStateTransitionException'));
  });

  test('replaces the details where it brings some, and leaves them otherwise', async () => {
    await bring('QUEUED');
    await devices.StartNextPendingJobExecution({ thingName, statusDetails: { step: '1' } });
    await call.CancelJobExecution(engine, { jobId, thingName, force: true, statusDetails: { why: 'recalled' } });
    assert.deepEqual((await execution())?.statusDetails, { detailsMap: { why: 'recalled' } });
  });

  test('of the last one that is pending completes a snapshot job, as COMPLETED', async () => {
    await createTestJob(engine, jobId, things(thingName));
    await engine.settle();
    await call.CancelJobExecution(engine, { jobId, thingName });
    await engine.settle();
    assert.equal(await statusOf(engine, jobId), 'COMPLETED');
  });

  test('finds nothing of an unknown job or thing', async () => {
    for (const input of [
      { jobId: 'none', thingName },
      { jobId, thingName: 'nobody' },
    ]) {
      await assert.rejects(call.CancelJobExecution(engine, input), refusal('ResourceNotFoundException'));
    }
  });
});

describe('DeleteJobExecution', () => {
  for (const status of jobExecutionStatuses) {
    for (const force of [false, true]) {
      const accepted = force || !isPending(status);
      test(`of one that is ${status} ${force ? 'with' : 'without'} force is ${accepted ? 'accepted' : 'refused'}`, async () => {
        await bring(status);
        const deleting = call.DeleteJobExecution(engine, { jobId, thingName, executionNumber: 1, force });
        if (!accepted) return assert.rejects(deleting, refusal('InvalidStateTransitionException'));
        assert.equal(await deleting, undefined);
        await assert.rejects(execution(), refusal('ResourceNotFoundException'));
        const again = call.DeleteJobExecution(engine, { jobId, thingName, executionNumber: 1, force });
        await assert.rejects(again, refusal('ResourceNotFoundException'));
        const update = devices.UpdateJobExecution({ thingName, jobId, status: 'SUCCEEDED' });
        await assert.rejects(update, { code: 'ResourceNotFound' });
        await engine.settle();
        assert.equal(await statusOf(engine, jobId), 'IN_PROGRESS');
        const { kept, recounted } = await countersAndRecount(engine);
        assert.deepEqual(kept, recounted);
      });
    }
  }

  test('makes the highest number free again, and no other', async () => {
    await bring('REMOVED');
    const rejoin = async () => {
      clock.advance(2_000);
      await call.AddThingToThingGroup(engine, { thingGroupName: jobId, thingName });
      await engine.settle();
    };
    const leave = async () => {
      await call.RemoveThingFromThingGroup(engine, { thingGroupName: jobId, thingName });
      await engine.settle();
    };
    const remove = (executionNumber: number) => call.DeleteJobExecution(engine, { jobId, thingName, executionNumber });
    await rejoin();
    assert.equal((await execution())?.executionNumber, 2);
    await leave();
    await remove(1);
    await rejoin();
    assert.equal((await execution())?.executionNumber, 3);
    await leave();
    await remove(3);
    await rejoin();
    assert.equal((await execution())?.executionNumber, 3);
    assert.equal((await execution(2))?.status, 'REMOVED');
  });

  test('of the last one that is pending completes a snapshot job', async () => {
    await createThings(engine, `${thingName}-b`);
    await createTestJob(engine, jobId, things(thingName, `${thingName}-b`));
    await engine.settle();
    await devices.UpdateJobExecution({ thingName: `${thingName}-b`, jobId, status: 'SUCCEEDED' });
    await call.DeleteJobExecution(engine, { jobId, thingName, executionNumber: 1, force: true });
    await engine.settle();
    const { job } = await call.DescribeJob(engine, { jobId });
    assert.equal(job?.status, 'COMPLETED');
    assert.equal(job?.jobProcessDetails?.numberOfSucceededThings, 1);
    assert.equal(job?.jobProcessDetails?.numberOfQueuedThings, 0);
  });

  test('finds nothing of an unknown number, job, thing or other namespace', async () => {
    await createTestJob(engine, jobId, things(thingName), { namespaceId: 'X' });
    await engine.settle();
    const right = { jobId, thingName, executionNumber: 1, force: true };
    for (const other of [{ executionNumber: 2 }, { jobId: 'none' }, { thingName: 'nobody' }, { namespaceId: 'Y' }]) {
      await assert.rejects(
        call.DeleteJobExecution(engine, { ...right, ...other }),
        refusal('ResourceNotFoundException'),
      );
    }
    await call.DeleteJobExecution(engine, { ...right, namespaceId: 'X' });
  });

  test('takes the executions of a thing that is gone too', async () => {
    await bring('SUCCEEDED');
    await call.DeleteThing(engine, { thingName });
    await call.DeleteJobExecution(engine, { jobId, thingName, executionNumber: 1 });
    await assert.rejects(execution(), refusal('ResourceNotFoundException'));
  });
});

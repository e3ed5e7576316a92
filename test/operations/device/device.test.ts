import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { JobsRejection } from '../../../src/contract/rejections.ts';
import { testEngine } from '../../support/engine.ts';
import { call, createTestJob, createThings, things } from '../../support/jobs.ts';

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

/** Queues a job on the thing, a second after what was queued before. */
async function queue(id = jobId, further: Parameters<typeof createTestJob>[3] = {}): Promise<void> {
  clock.advance(1_000);
  await createTestJob(engine, id, things(thingName), further);
  await engine.settle();
}

/** What `assert.rejects` expects of a rejection with this code, and with this state where one is given. */
function rejection(code: string, executionState?: object, message?: string | RegExp) {
  return (error: unknown): true => {
    assert.ok(error instanceof JobsRejection);
    assert.equal(error.code, code);
    assert.deepEqual(error.executionState, executionState);
    if (message !== undefined) assert.match(error.message, new RegExp(message));
    return true;
  };
}

describe('StartNextPendingJobExecution', () => {
  test('answers without an execution when nothing is pending', async () => {
    assert.deepEqual(await devices.StartNextPendingJobExecution({ thingName }), {});
  });

  test('refuses a thing that does not exist', async () => {
    const start = devices.StartNextPendingJobExecution({ thingName: 'nobody' });
    await assert.rejects(start, rejection('ResourceNotFound'));
  });

  test('starts the first and shows it whole', async () => {
    await queue(jobId, { timeoutConfig: { inProgressTimeoutInMinutes: 10 }, document: '{ "a":1 }' });
    const queuedAt = clock.now();
    clock.advance(5_000);
    const now = clock.now();
    const { execution } = await devices.StartNextPendingJobExecution({ thingName, statusDetails: { step: '1' } });
    assert.deepEqual(execution, {
      jobId,
      status: 'IN_PROGRESS',
      statusDetails: { step: '1' },
      queuedAt,
      startedAt: now,
      lastUpdatedAt: now,
      approximateSecondsBeforeTimedOut: 600,
      versionNumber: 2,
      executionNumber: 1,
      jobDocument: '{ "a":1 }',
    });
  });

  test('gives the one in progress again, without a change of its details, version or times', async () => {
    await queue();
    const first = await devices.StartNextPendingJobExecution({ thingName, statusDetails: { step: '1' } });
    clock.advance(5_000);
    const again = await devices.StartNextPendingJobExecution({ thingName, statusDetails: { step: '2' } });
    assert.deepEqual(again, first);
  });

  test('restarts the step timer of one in progress', async () => {
    await queue();
    await devices.StartNextPendingJobExecution({ thingName, stepTimeoutInMinutes: 5 });
    clock.advance(2 * MINUTE);
    const again = await devices.StartNextPendingJobExecution({ thingName, stepTimeoutInMinutes: 4 });
    assert.equal(again.execution?.approximateSecondsBeforeTimedOut, 240);
    assert.equal(again.execution?.versionNumber, 2);
    clock.advance(4 * MINUTE);
    await engine.settle();
    const { execution } = await call.DescribeJobExecution(engine, { jobId, thingName });
    assert.equal(execution?.status, 'TIMED_OUT');
  });

  test('takes one in progress before those that were queued earlier', async () => {
    await queue(`${jobId}-a`);
    await queue(`${jobId}-b`);
    await devices.UpdateJobExecution({ thingName, jobId: `${jobId}-b`, status: 'IN_PROGRESS' });
    const { execution } = await devices.StartNextPendingJobExecution({ thingName });
    assert.equal(execution?.jobId, `${jobId}-b`);
  });

  test('hands one execution out once to fifty devices that ask at a time', async () => {
    await queue(`${jobId}-a`);
    await queue(`${jobId}-b`);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => devices.StartNextPendingJobExecution({ thingName })),
    );
    assert.deepEqual(
      new Set(answers.map(({ execution }) => `${execution?.jobId} version ${execution?.versionNumber}`)),
      new Set([`${jobId}-a version 2`]),
    );
  });
});

describe('GetPendingJobExecutions', () => {
  test('gives both lists in order, the oldest first', async () => {
    assert.deepEqual(await devices.GetPendingJobExecutions({ thingName }), { inProgressJobs: [], queuedJobs: [] });
    for (const name of ['a', 'b', 'c']) await queue(`${jobId}-${name}`);
    const queuedAt = clock.now();
    await devices.UpdateJobExecution({ thingName, jobId: `${jobId}-b`, status: 'IN_PROGRESS' });
    const { inProgressJobs, queuedJobs } = await devices.GetPendingJobExecutions({ thingName });
    assert.deepEqual(inProgressJobs, [
      {
        jobId: `${jobId}-b`,
        queuedAt: queuedAt - 1_000,
        startedAt: clock.now(),
        lastUpdatedAt: clock.now(),
        versionNumber: 2,
        executionNumber: 1,
      },
    ]);
    assert.deepEqual(queuedJobs[1], {
      jobId: `${jobId}-c`,
      queuedAt,
      lastUpdatedAt: queuedAt,
      versionNumber: 1,
      executionNumber: 1,
    });
    assert.equal(queuedJobs[0]?.jobId, `${jobId}-a`);
  });

  test('refuses a thing that does not exist', async () => {
    await assert.rejects(devices.GetPendingJobExecutions({ thingName: 'nobody' }), rejection('ResourceNotFound'));
  });

  test('shows ten over both lists', async () => {
    for (let i = 0; i < 12; i += 1) await queue(`${jobId}-${i}`);
    await devices.StartNextPendingJobExecution({ thingName });
    const { inProgressJobs, queuedJobs } = await devices.GetPendingJobExecutions({ thingName });
    assert.deepEqual([inProgressJobs.length, queuedJobs.length], [1, 9]);
  });
});

describe('DescribeJobExecution', () => {
  test('changes nothing, and leaves the document out where it is not wanted', async () => {
    await queue();
    const described = await devices.DescribeJobExecution({ thingName, jobId });
    assert.equal(described.execution?.status, 'QUEUED');
    assert.equal(described.execution?.versionNumber, 1);
    assert.equal(described.execution?.jobDocument, '{"do":"it"}');
    assert.deepEqual(await devices.DescribeJobExecution({ thingName, jobId: '$next' }), described);
    const short = await devices.DescribeJobExecution({ thingName, jobId, includeJobDocument: false });
    assert.ok(short.execution !== undefined && short.execution.jobDocument === undefined);
  });

  test('answers $next without an execution when nothing is pending, whatever number it names', async () => {
    assert.deepEqual(await devices.DescribeJobExecution({ thingName, jobId: '$next', executionNumber: 7 }), {});
  });

  test('finds nothing of an unknown job, number, thing or namespace, nor of a job without the thing', async () => {
    await queue();
    await createThings(engine, `${thingName}-other`);
    for (const input of [
      { thingName, jobId: 'unknown' },
      { thingName, jobId, executionNumber: 2 },
      { thingName: 'nobody', jobId },
      { thingName: `${thingName}-other`, jobId },
      { thingName, jobId, namespaceId: 'X' },
    ]) {
      await assert.rejects(devices.DescribeJobExecution(input), rejection('ResourceNotFound'));
    }
  });

  test('refuses one in a terminal status, also by its number', async () => {
    await queue();
    await devices.UpdateJobExecution({ thingName, jobId, status: 'FAILED' });
    for (const executionNumber of [undefined, 1]) {
      const input = { thingName, jobId, ...(executionNumber === undefined ? {} : { executionNumber }) };
      await assert.rejects(devices.DescribeJobExecution(input), rejection('TerminalStateReached'));
    }
  });

  test('finds nothing of a job in deletion, from the call on, and neither does an update', async () => {
    await queue();
    await call.DeleteJob(engine, { jobId, force: true });
    await assert.rejects(devices.DescribeJobExecution({ thingName, jobId }), rejection('ResourceNotFound'));
    assert.deepEqual(await devices.DescribeJobExecution({ thingName, jobId: '$next' }), {});
    const update = devices.UpdateJobExecution({ thingName, jobId, status: 'SUCCEEDED' });
    await assert.rejects(update, rejection('ResourceNotFound'));
  });

  test('finds nothing once the thing is deleted, nor after a new one has its name', async () => {
    await queue();
    await call.DeleteThing(engine, { thingName });
    await assert.rejects(devices.DescribeJobExecution({ thingName, jobId }), rejection('ResourceNotFound'));
    await createThings(engine, thingName);
    await assert.rejects(devices.DescribeJobExecution({ thingName, jobId }), rejection('TerminalStateReached'));
    assert.deepEqual(await devices.StartNextPendingJobExecution({ thingName }), {});
  });

  test('works with the namespace of its job and without any', async () => {
    await queue(jobId, { namespaceId: 'X' });
    for (const namespaceId of [undefined, 'X']) {
      const input = { thingName, jobId, ...(namespaceId === undefined ? {} : { namespaceId }) };
      assert.equal((await devices.DescribeJobExecution(input)).execution?.jobId, jobId);
    }
  });
});

describe('UpdateJobExecution', () => {
  const statuses = ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'REJECTED'] as const;
  for (const from of ['QUEUED', 'IN_PROGRESS'] as const) {
    for (const status of statuses) {
      test(`goes from ${from} to ${status}`, async () => {
        await queue();
        if (from === 'IN_PROGRESS') await devices.StartNextPendingJobExecution({ thingName });
        const answer = await devices.UpdateJobExecution({ thingName, jobId, status, includeJobExecutionState: true });
        assert.deepEqual(answer, { executionState: { status, versionNumber: from === 'QUEUED' ? 2 : 3 } });
      });
    }
  }

  test('is refused from every terminal status, with the state', async () => {
    for (const terminal of ['SUCCEEDED', 'FAILED', 'REJECTED'] as const) {
      await queue(`${jobId}-${terminal}`);
      const input = { thingName, jobId: `${jobId}-${terminal}` };
      await devices.UpdateJobExecution({ ...input, status: terminal, statusDetails: { why: 'so' } });
      const state = { status: terminal, versionNumber: 2, statusDetails: { why: 'so' } };
      for (const status of statuses) {
        const update = devices.UpdateJobExecution({ ...input, status });
        await assert.rejects(update, rejection('InvalidStateTransition', state));
      }
    }
  });

  test('answers with nothing, the new state or the document, as it is asked', async () => {
    await queue();
    const input = { thingName, jobId, status: 'IN_PROGRESS' } as const;
    assert.deepEqual(await devices.UpdateJobExecution(input), {});
    const statusDetails = { b: '1', a: '2' };
    const answer = await devices.UpdateJobExecution({
      ...input,
      statusDetails,
      includeJobExecutionState: true,
      includeJobDocument: true,
    });
    assert.deepEqual(answer, {
      executionState: { status: 'IN_PROGRESS', versionNumber: 3, statusDetails },
      jobDocument: '{"do":"it"}',
    });
    assert.deepEqual(Object.keys(answer.executionState?.statusDetails ?? {}), ['b', 'a']);
  });

  test('replaces details as a whole, and keeps the order of their keys', async () => {
    await queue();
    const input = { thingName, jobId, status: 'IN_PROGRESS' } as const;
    await devices.UpdateJobExecution({ ...input, statusDetails: { z: '1', a: '2', m: '3' } });
    const shown = await devices.DescribeJobExecution({ thingName, jobId });
    assert.deepEqual(Object.entries(shown.execution?.statusDetails ?? {}), [
      ['z', '1'],
      ['a', '2'],
      ['m', '3'],
    ]);
    await devices.UpdateJobExecution({ ...input, statusDetails: { b: '4' } });
    await devices.UpdateJobExecution(input);
    const kept = await devices.DescribeJobExecution({ thingName, jobId });
    assert.deepEqual(kept.execution?.statusDetails, { b: '4' });
    await devices.UpdateJobExecution({ ...input, statusDetails: {} });
    const emptied = await devices.DescribeJobExecution({ thingName, jobId });
    assert.ok(emptied.execution !== undefined && emptied.execution.statusDetails === undefined);
  });

  test('compares the version first, and shows the state where it differs', async () => {
    await queue();
    const input = { thingName, jobId, status: 'IN_PROGRESS' } as const;
    const message = '^Expected version 99 but found version 1$';
    const wrong = devices.UpdateJobExecution({ ...input, expectedVersion: 99 });
    await assert.rejects(wrong, rejection('VersionMismatch', { status: 'QUEUED', versionNumber: 1 }, message));
    await devices.UpdateJobExecution({ ...input, status: 'SUCCEEDED', expectedVersion: 1 });
    const late = devices.UpdateJobExecution({ ...input, expectedVersion: 1 });
    await assert.rejects(late, rejection('VersionMismatch', { status: 'SUCCEEDED', versionNumber: 2 }));
  });

  test('lets one of many with the same expected version win', async () => {
    await queue();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) =>
        devices.UpdateJobExecution({
          thingName,
          jobId,
          status: 'IN_PROGRESS',
          expectedVersion: 1,
          statusDetails: { by: `${i}` },
        }),
      ),
    );
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') assert.equal(outcome.reason.code, 'VersionMismatch');
    }
    assert.equal((await devices.DescribeJobExecution({ thingName, jobId })).execution?.versionNumber, 2);
  });

  test('sets, moves and stops the step timer, and refuses a step of 0 minutes', async () => {
    await queue();
    const input = { thingName, jobId, status: 'IN_PROGRESS' } as const;
    const secondsLeft = async () =>
      (await devices.DescribeJobExecution({ thingName, jobId })).execution?.approximateSecondsBeforeTimedOut;
    const seen: (number | undefined)[] = [];
    for (const stepTimeoutInMinutes of [7, undefined, 5, -1]) {
      await devices.UpdateJobExecution({ ...input, stepTimeoutInMinutes });
      clock.advance(MINUTE);
      seen.push(await secondsLeft());
    }
    assert.deepEqual(seen, [360, 300, 240, undefined]);
    const zero = devices.UpdateJobExecution({ ...input, stepTimeoutInMinutes: 0 });
    await assert.rejects(zero, rejection('InvalidRequest'));
  });
});

test('good and bad requests of one batch each get their own answer', async () => {
  const names = Array.from({ length: 9 }, (_, i) => `${thingName}-${i}`);
  await createThings(engine, ...names);
  await createTestJob(engine, jobId, things(...names.slice(0, 6)));
  await engine.settle();
  const outcomes = await Promise.all([
    ...names.map((name, i) =>
      devices
        .UpdateJobExecution({ thingName: name, jobId, status: 'SUCCEEDED', ...(i < 3 ? { expectedVersion: 5 } : {}) })
        .then(
          () => 'done',
          (error) => error.code,
        ),
    ),
    devices.StartNextPendingJobExecution({ thingName: 'nobody' }).catch((error) => error.code),
  ]);
  assert.deepEqual(outcomes, [
    ...Array(3).fill('VersionMismatch'),
    ...Array(3).fill('done'),
    ...Array(4).fill('ResourceNotFound'),
  ]);
});

/** An update of what a device is known to work on is decided without reading it again, and never on what is no longer true. */
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { JobsRejection } from '../../../src/contract/rejections.ts';
import type { DeviceOperations } from '../../../src/operations/device/device-operations.ts';
import { createDeviceLane } from '../../../src/operations/device/index.ts';
import { putEventConfigurations } from '../../../src/store/announcement/event-configuration.ts';
import type { Statement } from '../../../src/store/database/database.ts';
import { testEngine } from '../../support/engine.ts';
import { call, createTestJob, createThings, things } from '../../support/jobs.ts';
import { signalsTo } from '../../support/signals.ts';

const MINUTE = 60_000;
const engine = await testEngine();
const { clock, database } = engine;
/** Statements of the device path, oldest first. */
let statements: string[] = [];
let announced: string[] = [];
/** Whether the connection breaks before a statement that was done is answered. */
let isAnswerLost = false;
let devices: DeviceOperations;
let count = 0;
let thingName: string;
let jobId: string;

function newLane(): DeviceOperations {
  return createDeviceLane({
    database: {
      ...database,
      async query<Row extends object>(statement: Statement, values?: readonly unknown[]) {
        statements.push(statement.name.replace('deviceBatch.', ''));
        const rows = await database.query<Row>(statement, values);
        if (isAnswerLost) throw new Error('The connection was lost.');
        return rows;
      },
    },
    clock,
    account: engine.settings.account,
    newId: engine.newId,
    signals: signalsTo({
      announced: ({ announcements }) => void announced.push(...announcements.map(({ kind }) => kind)),
    }),
  }).operations;
}

beforeEach(async () => {
  count += 1;
  thingName = `thing-${count}`;
  jobId = `job-${count}`;
  devices = newLane();
  await createThings(engine, thingName);
  await queue(jobId);
  statements = [];
  announced = [];
});

async function queue(id: string, further: Parameters<typeof createTestJob>[3] = {}): Promise<void> {
  clock.advance(1_000);
  await createTestJob(engine, id, things(thingName), further);
  await engine.settle();
}

const update = (status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED', further: object = {}) =>
  devices.UpdateJobExecution({ thingName, jobId, status, includeJobExecutionState: true, ...further });

async function codeOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof JobsRejection, 'it was not rejected');
  return `${error.code} ${error.executionState?.status ?? ''}`.trim();
}

test('what start-next gave is reported on and ended without being read again', async () => {
  await devices.StartNextPendingJobExecution({ thingName, statusDetails: { step: 'one' } });
  const { executionState: reported } = await update('IN_PROGRESS');
  assert.deepEqual(reported, { status: 'IN_PROGRESS', versionNumber: 3, statusDetails: { step: 'one' } });
  const { executionState: ended } = await update('SUCCEEDED', { statusDetails: { say: '"done"\n\\ {NULL}, ü' } });
  const statusDetails = { say: '"done"\n\\ {NULL}, ü' };
  assert.deepEqual(ended, { status: 'SUCCEEDED', versionNumber: 4, statusDetails });
  const device = statements.filter((name) => name === 'read' || name === 'write');
  assert.deepEqual(device, ['read', 'write', 'write', 'write']);
  const { execution } = await call.DescribeJobExecution(engine, { thingName, jobId });
  assert.equal(execution?.status, 'SUCCEEDED');
  assert.deepEqual(execution?.statusDetails, { detailsMap: statusDetails });
});

test('an update that ends what was seen tells of the change of the list', async () => {
  await devices.StartNextPendingJobExecution({ thingName });
  await update('SUCCEEDED');
  await new Promise(setImmediate);
  assert.deepEqual(announced, ['pending-list']);
});

test('a thing and its job may be called NULL', async () => {
  thingName = 'NULL';
  jobId = 'null';
  await createThings(engine, thingName);
  await queue(jobId);
  assert.equal((await devices.StartNextPendingJobExecution({ thingName })).execution?.jobId, jobId);
  assert.equal((await update('SUCCEEDED')).executionState?.status, 'SUCCEEDED');
  assert.deepEqual(await devices.StartNextPendingJobExecution({ thingName }), {});
});

test('a failure that was seen coming is retried', async () => {
  await devices.StartNextPendingJobExecution({ thingName });
  await update('SUCCEEDED');
  jobId = `${jobId}-again`;
  const criteria = [{ failureType: 'FAILED', numberOfRetries: 1 }] as const;
  await queue(jobId, { jobExecutionsRetryConfig: { criteriaList: criteria } });
  await devices.StartNextPendingJobExecution({ thingName });
  await update('FAILED');
  const { execution } = await devices.StartNextPendingJobExecution({ thingName });
  assert.equal(execution?.jobId, jobId);
  assert.equal(execution?.executionNumber, 2);
});

describe('what has changed since it was seen counts:', () => {
  const changes: Readonly<Record<string, readonly [string, () => Promise<unknown>]>> = {
    'the job was cancelled with force': [
      'InvalidStateTransition CANCELED',
      () => call.CancelJob(engine, { jobId, force: true }),
    ],
    'the job is being deleted': ['ResourceNotFound', () => call.DeleteJob(engine, { jobId, force: true })],
    'the job was deleted': [
      'ResourceNotFound',
      async () => {
        await call.DeleteJob(engine, { jobId, force: true });
        await engine.settle();
      },
    ],
    'the execution was cancelled': [
      'InvalidStateTransition CANCELED',
      () => call.CancelJobExecution(engine, { jobId, thingName, force: true }),
    ],
    'the execution was deleted': [
      'ResourceNotFound',
      () => call.DeleteJobExecution(engine, { jobId, thingName, executionNumber: 1, force: true }),
    ],
    'the thing was deleted': ['ResourceNotFound', () => call.DeleteThing(engine, { thingName })],
    'it has timed out': [
      'InvalidStateTransition TIMED_OUT',
      async () => {
        await update('IN_PROGRESS', { stepTimeoutInMinutes: 1 });
        clock.advance(2 * MINUTE);
        await engine.settle();
      },
    ],
    'another server ended it': [
      'InvalidStateTransition SUCCEEDED',
      () => engine.devices.UpdateJobExecution({ thingName, jobId, status: 'SUCCEEDED' }),
    ],
  };
  for (const [what, [code, change]] of Object.entries(changes)) {
    test(what, async () => {
      await devices.StartNextPendingJobExecution({ thingName });
      await change();
      assert.equal(await codeOf(update('SUCCEEDED')), code);
    });
  }

  test('the answer of the database was lost, but not what it had saved', async () => {
    await devices.StartNextPendingJobExecution({ thingName });
    isAnswerLost = true;
    await assert.rejects(update('SUCCEEDED'), /connection/);
    isAnswerLost = false;
    assert.equal(await codeOf(update('SUCCEEDED')), 'InvalidStateTransition SUCCEEDED');
  });

  test('events were switched on, and off again', async () => {
    await devices.StartNextPendingJobExecution({ thingName });
    const set = (on: boolean) => putEventConfigurations(database, new Map([['JOB_EXECUTION', on]]), clock.now());
    await set(true);
    await update('SUCCEEDED');
    await new Promise(setImmediate);
    assert.deepEqual(announced, ['pending-list', 'event']);
    announced = [];
    jobId = `${jobId}-again`;
    await queue(jobId);
    await devices.StartNextPendingJobExecution({ thingName });
    await set(false);
    await update('SUCCEEDED');
    await new Promise(setImmediate);
    assert.deepEqual(announced, ['pending-list']);
  });

  test('a refusal is never given from memory', async () => {
    await devices.StartNextPendingJobExecution({ thingName });
    const version = await devices.UpdateJobExecution({ thingName, jobId, status: 'IN_PROGRESS' });
    assert.deepEqual(version, {});
    await engine.devices.UpdateJobExecution({ thingName, jobId, status: 'IN_PROGRESS' });
    // Seen at version 3, it is at 4: what the device expects is right.
    const { executionState } = await update('SUCCEEDED', { expectedVersion: 4 });
    assert.deepEqual(executionState, { status: 'SUCCEEDED', versionNumber: 5 });
  });

  test('another job, number or namespace than was seen is looked up', async () => {
    await devices.StartNextPendingJobExecution({ thingName });
    assert.equal(await codeOf(update('SUCCEEDED', { jobId: 'no-such-job' })), 'ResourceNotFound');
    assert.equal(await codeOf(update('SUCCEEDED', { executionNumber: 2 })), 'ResourceNotFound');
    assert.equal(await codeOf(update('SUCCEEDED', { namespaceId: 'elsewhere' })), 'ResourceNotFound');
    const { executionState } = await update('SUCCEEDED', { executionNumber: 1 });
    assert.equal(executionState?.status, 'SUCCEEDED');
  });
});

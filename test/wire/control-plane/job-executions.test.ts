/** Job executions through `@aws-sdk/client-iot`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CancelJobExecutionCommand,
  CreateThingCommand,
  DeleteJobExecutionCommand,
  DescribeJobExecutionCommand,
  InvalidStateTransitionException,
  type JobExecution,
  ListJobExecutionsForJobCommand,
  paginateListJobExecutionsForJob,
  paginateListJobExecutionsForThing,
  ResourceNotFoundException,
  VersionConflictException,
} from '@aws-sdk/client-iot';
import { StartNextPendingJobExecutionCommand, UpdateJobExecutionCommand } from '@aws-sdk/client-iot-jobs-data-plane';
import { jobExecutionOperations } from '../../../src/contract/operations/job-execution/index.ts';
import { uniqueName } from '../support/device.ts';
import { assertAllAsked, jobsDataClient, recordingClient, refusal } from '../support/iot-client.ts';
import { createJob, jobThat, queueJob } from '../support/jobs.ts';
import { wireServer } from '../support/server.ts';

const server = await wireServer();
const client = recordingClient(server);
const { iot } = client;
const device = jobsDataClient(server, server.dataEndpoint);

interface Thing {
  readonly thingName: string;
  readonly thingArn: string;
}

async function createThing(): Promise<Thing> {
  const thingName = uniqueName('lamp');
  const { thingArn = '' } = await iot.send(new CreateThingCommand({ thingName }));
  return { thingName, thingArn };
}

async function describeExecution({ thingName }: Thing, jobId: string): Promise<JobExecution> {
  const { execution } = await iot.send(new DescribeJobExecutionCommand({ thingName, jobId }));
  assert.ok(execution);
  return execution;
}

test('an execution is described with what the device reported', async () => {
  const thing = await createThing();
  const { thingName, thingArn } = thing;
  const jobId = await queueJob(iot, thing, { timeoutConfig: { inProgressTimeoutInMinutes: 10 } });
  const { queuedAt, lastUpdatedAt, ...queued } = await describeExecution(thing, jobId);
  assert.ok(Math.abs((queuedAt?.getTime() ?? 0) - Date.now()) < 60_000);
  assert.deepEqual(lastUpdatedAt, queuedAt);
  assert.deepEqual(queued, {
    jobId,
    status: 'QUEUED',
    statusDetails: {},
    thingArn,
    executionNumber: 1,
    versionNumber: 1,
  });

  await device.send(new StartNextPendingJobExecutionCommand({ thingName, statusDetails: { step: 'one' } }));
  const started = await describeExecution(thing, jobId);
  assert.equal(started.status, 'IN_PROGRESS');
  assert.deepEqual(started.statusDetails, { detailsMap: { step: 'one' } });
  assert.ok(started.startedAt instanceof Date);
  assert.equal(started.versionNumber, 2);
  const seconds = started.approximateSecondsBeforeTimedOut ?? 0;
  assert.ok(seconds > 540 && seconds <= 600, String(seconds));
});

test('a queued execution is cancelled at the version that is expected', async () => {
  const thing = await createThing();
  const jobId = await queueJob(iot, thing);
  const cancel = { thingName: thing.thingName, jobId, statusDetails: { why: 'test' } };
  await refusal(iot.send(new CancelJobExecutionCommand({ ...cancel, expectedVersion: 7 })), VersionConflictException);
  await iot.send(new CancelJobExecutionCommand({ ...cancel, expectedVersion: 1 }));
  const execution = await describeExecution(thing, jobId);
  assert.equal(execution.status, 'CANCELED');
  assert.equal(execution.forceCanceled, false);
  assert.equal(execution.versionNumber, 2);
  assert.deepEqual(execution.statusDetails, { detailsMap: { why: 'test' } });
  await refusal(iot.send(new CancelJobExecutionCommand({ ...cancel, force: true })), InvalidStateTransitionException);
});

test('an execution in progress is cancelled by force only', async () => {
  const thing = await createThing();
  const jobId = await queueJob(iot, thing);
  const { thingName } = thing;
  await device.send(new StartNextPendingJobExecutionCommand({ thingName }));
  await refusal(iot.send(new CancelJobExecutionCommand({ thingName, jobId })), InvalidStateTransitionException);
  await iot.send(new CancelJobExecutionCommand({ thingName, jobId, force: true }));
  const execution = await describeExecution(thing, jobId);
  assert.equal(execution.status, 'CANCELED');
  assert.equal(execution.forceCanceled, true);
});

test('a finished execution is deleted without force, another one is not', async () => {
  const thing = await createThing();
  const { thingName } = thing;
  const jobId = await queueJob(iot, thing);
  const one = { thingName, jobId, executionNumber: 1 };
  await refusal(iot.send(new DeleteJobExecutionCommand(one)), InvalidStateTransitionException);
  await device.send(new StartNextPendingJobExecutionCommand({ thingName }));
  const refused = await refusal(iot.send(new DeleteJobExecutionCommand(one)), InvalidStateTransitionException);
  assert.equal(refused.$metadata.httpStatusCode, 409);
  await device.send(new UpdateJobExecutionCommand({ thingName, jobId, status: 'SUCCEEDED' }));
  await refusal(iot.send(new DeleteJobExecutionCommand({ ...one, executionNumber: 2 })), ResourceNotFoundException);
  await iot.send(new DeleteJobExecutionCommand(one));
  await refusal(iot.send(new DeleteJobExecutionCommand(one)), ResourceNotFoundException);
  await refusal(iot.send(new DescribeJobExecutionCommand({ thingName, jobId })), ResourceNotFoundException);
  const job = await jobThat(iot, jobId, ({ status }) => status === 'COMPLETED');
  assert.equal(job.jobProcessDetails?.numberOfSucceededThings, 0);
});

test('any execution is deleted by force, and is gone for its device', async () => {
  const thing = await createThing();
  const { thingName } = thing;
  const jobId = await queueJob(iot, thing);
  await device.send(new StartNextPendingJobExecutionCommand({ thingName }));
  await iot.send(new DeleteJobExecutionCommand({ thingName, jobId, executionNumber: 1, force: true }));
  const { execution } = await device.send(new StartNextPendingJobExecutionCommand({ thingName }));
  assert.equal(execution, undefined);
});

test('executions are listed page by page, of a job and of a thing', async () => {
  const things = [await createThing(), await createThing(), await createThing()];
  const [first] = things;
  const jobIds: string[] = [];
  for (let index = 0; index < 2; index += 1) {
    const jobId = await createJob(
      iot,
      things.map(({ thingArn }) => thingArn),
    );
    await jobThat(iot, jobId, ({ jobProcessDetails }) => jobProcessDetails?.numberOfQueuedThings === 3);
    jobIds.push(jobId);
  }
  const [jobId] = jobIds;
  const arns: (string | undefined)[] = [];
  let pages = 0;
  for await (const page of paginateListJobExecutionsForJob({ client: iot, pageSize: 2 }, { jobId, status: 'QUEUED' })) {
    pages += 1;
    for (const { thingArn, jobExecutionSummary } of page.executionSummaries ?? []) {
      arns.push(thingArn);
      assert.equal(jobExecutionSummary?.retryAttempt, 0);
      assert.equal(jobExecutionSummary?.executionNumber, 1);
      assert.ok(jobExecutionSummary?.queuedAt instanceof Date);
    }
  }
  assert.equal(pages, 2);
  assert.deepEqual(arns.sort(), things.map(({ thingArn }) => thingArn).sort());

  const listed: (string | undefined)[] = [];
  const ofThing = { thingName: first?.thingName };
  for await (const page of paginateListJobExecutionsForThing({ client: iot, pageSize: 1 }, ofThing)) {
    listed.push(...(page.executionSummaries ?? []).map((summary) => summary.jobId));
  }
  assert.deepEqual(listed, [...jobIds].reverse());
  const none = await iot.send(new ListJobExecutionsForJobCommand({ jobId, status: 'FAILED' }));
  assert.deepEqual(none.executionSummaries, []);
});

test('every job execution operation was asked for', () => assertAllAsked(client, jobExecutionOperations));

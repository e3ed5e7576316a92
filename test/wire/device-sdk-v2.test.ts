/** `aws-iot-device-sdk-v2` with its current client, over both versions of MQTT. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AddThingToThingGroupCommand, CreateThingGroupCommand } from '@aws-sdk/client-iot';
import { iotjobs } from 'aws-iot-device-sdk-v2';
import { createDevice, createIdentity, uniqueName } from './support/device.ts';
import { JobsRejectionError, withJobsClient } from './support/device-sdk.ts';
import { protocols } from './support/device-sdk-configuration.ts';
import { iotClient } from './support/iot-client.ts';
import { createJob, DOCUMENT, queueJob } from './support/jobs.ts';
import { wireServer } from './support/server.ts';

const server = await wireServer();
const iot = iotClient(server);
const { IN_PROGRESS, QUEUED, SUCCEEDED } = iotjobs.model.JobStatus;

/** What the service answered to a request that it rejected. */
async function rejection(request: Promise<unknown>): Promise<iotjobs.model.V2ErrorResponse> {
  const error = await request.then(
    () => assert.fail('The request was accepted'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof JobsRejectionError, String(error));
  return error.response;
}

for (const protocol of protocols) {
  describe(`the device SDK over ${protocol}`, () => {
    test('passes what its makers test against the original service', async () => {
      const { thingName } = await createDevice(iot);
      // Neither its certificate nor its client id has to do with the thing.
      const client = {
        server,
        identity: await createIdentity(iot),
        clientId: `test-${uniqueName('client')}`,
        protocol,
      };
      await withJobsClient(client, async (jobs) => {
        const thingGroupName = uniqueName('room');
        const { thingGroupArn = '' } = await iot.send(new CreateThingGroupCommand({ thingGroupName }));
        const jobId = await createJob(iot, [thingGroupArn], { targetSelection: 'CONTINUOUS' });
        const changed = await jobs.listen('changed', thingName);
        const next = await jobs.listen('next', thingName);

        const before = await jobs.getPendingJobExecutions({ thingName });
        assert.deepEqual([before.inProgressJobs, before.queuedJobs], [[], []]);

        await iot.send(new AddThingToThingGroupCommand({ thingName, thingGroupName }));
        const queued = (await changed.take('notify')).jobs?.[QUEUED];
        assert.deepEqual(
          queued?.map((summary) => summary.jobId),
          [jobId],
        );
        const first = (await next.take('notify-next')).execution;
        assert.equal(first?.jobId, jobId);
        assert.equal(first?.status, QUEUED);

        const started = await jobs.startNextPendingJobExecution({ thingName });
        assert.equal(started.execution?.jobId, jobId);
        const { execution } = await jobs.describeJobExecution({ thingName, jobId });
        assert.equal(execution?.status, IN_PROGRESS);

        await jobs.updateJobExecution({ thingName, jobId, status: SUCCEEDED });
        // The start has caused no notification, or it would be the first to be taken here.
        assert.deepEqual((await changed.take('notify')).jobs, {});
        const last = await next.take('notify-next');
        assert.notEqual(last.timestamp, undefined);
        assert.equal(last.execution, undefined);
        const after = await jobs.getPendingJobExecutions({ thingName });
        assert.deepEqual([after.inProgressJobs, after.queuedJobs], [[], []]);
        assert.deepEqual([changed.takeAll(), next.takeAll()], [[], []]);
      });
    });

    test('carries documents, details, versions and times', async () => {
      const device = await createDevice(iot);
      const { thingName } = device;
      const client = { server, identity: device, clientId: thingName, protocol };
      await withJobsClient(client, async (jobs) => {
        const jobId = await queueJob(iot, device);
        const next = await jobs.describeJobExecution({ thingName, jobId: '$next' });
        assert.equal(next.execution?.jobId, jobId);
        const statusDetails = { step: 'one' };
        const started = await jobs.startNextPendingJobExecution({ thingName, statusDetails, stepTimeoutInMinutes: 5 });
        assert.deepEqual(started.execution?.jobDocument, JSON.parse(DOCUMENT));
        assert.deepEqual(started.execution?.statusDetails, statusDetails);
        for (const time of [started.timestamp, started.execution?.queuedAt, started.execution?.startedAt]) {
          // Some times are read as dates and some as numbers of seconds by this SDK.
          const seconds = time instanceof Date ? time.getTime() / 1000 : Number(time);
          assert.ok(Math.abs(seconds - Date.now() / 1000) < 60, String(time));
        }
        const updated = await jobs.updateJobExecution({
          thingName,
          jobId,
          status: IN_PROGRESS,
          statusDetails: { step: 'two' },
          expectedVersion: 2,
          executionNumber: 1,
          includeJobExecutionState: true,
          includeJobDocument: true,
        });
        assert.deepEqual(updated.executionState, {
          status: IN_PROGRESS,
          statusDetails: { step: 'two' },
          versionNumber: 3,
        });
        assert.deepEqual(updated.jobDocument, JSON.parse(DOCUMENT));
        const pending = await jobs.getPendingJobExecutions({ thingName });
        assert.equal(pending.inProgressJobs?.[0]?.versionNumber, 3);
      });
    });

    test('is told why it was rejected', async () => {
      const device = await createDevice(iot);
      const { thingName } = device;
      const client = { server, identity: device, clientId: thingName, protocol };
      await withJobsClient(client, async (jobs) => {
        const jobId = await queueJob(iot, device);
        const update = { thingName, jobId, status: SUCCEEDED };

        const version = await rejection(jobs.updateJobExecution({ ...update, expectedVersion: 99 }));
        assert.equal(version.code, 'VersionMismatch');
        assert.equal(version.message, 'Expected version 99 but found version 1');
        assert.deepEqual(version.executionState, { status: QUEUED, versionNumber: 1 });
        const invalid = await rejection(jobs.updateJobExecution({ ...update, status: QUEUED }));
        assert.equal(invalid.code, 'InvalidRequest');
        assert.equal(
          (await rejection(jobs.describeJobExecution({ thingName, jobId: 'none' }))).code,
          'ResourceNotFound',
        );
        assert.equal((await rejection(jobs.getPendingJobExecutions({ thingName: 'nobody' }))).code, 'ResourceNotFound');

        await jobs.updateJobExecution(update);
        const ended = await rejection(jobs.updateJobExecution(update));
        assert.equal(ended.code, 'InvalidStateTransition');
        assert.equal(ended.executionState?.status, SUCCEEDED);
        assert.equal((await rejection(jobs.describeJobExecution({ thingName, jobId }))).code, 'TerminalStateReached');
      });
    });
  });
}

/** `aws-iot-device-sdk-v2` with its older client, which subscribes to each topic of each request by itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iotjobs, mqtt } from 'aws-iot-device-sdk-v2';
import { createDevice, uniqueName } from './support/device.ts';
import { withOlderJobsClient } from './support/device-sdk.ts';
import { Inbox } from './support/inbox.ts';
import { iotClient } from './support/iot-client.ts';
import { DOCUMENT, queueJob } from './support/jobs.ts';
import { wireServer } from './support/server.ts';

const server = await wireServer();
const iot = iotClient(server);
const { AtLeastOnce } = mqtt.QoS;
const { IN_PROGRESS, QUEUED, SUCCEEDED } = iotjobs.model.JobStatus;

/** A handler that puts what comes into an inbox. */
function into<T>(inbox: Inbox<T>): (error?: Error, message?: T) => void {
  return (error, message) => {
    assert.ifError(error);
    if (message !== undefined) inbox.add(message);
  };
}

test('the older client of the device SDK runs a job from notification to end', async () => {
  const device = await createDevice(iot);
  const { thingName } = device;
  const client = { identity: device, clientId: uniqueName('older') };
  await withOlderJobsClient(server, client, async (jobs) => {
    const changed = new Inbox<iotjobs.model.JobExecutionsChangedEvent>();
    const next = new Inbox<iotjobs.model.NextJobExecutionChangedEvent>();
    const pending = new Inbox<iotjobs.model.GetPendingJobExecutionsResponse>();
    const started = new Inbox<iotjobs.model.StartNextJobExecutionResponse>();
    await jobs.subscribeToJobExecutionsChangedEvents({ thingName }, AtLeastOnce, into(changed));
    await jobs.subscribeToNextJobExecutionChangedEvents({ thingName }, AtLeastOnce, into(next));
    await jobs.subscribeToGetPendingJobExecutionsAccepted({ thingName }, AtLeastOnce, into(pending));
    await jobs.subscribeToStartNextPendingJobExecutionAccepted({ thingName }, AtLeastOnce, into(started));

    const jobId = await queueJob(iot, device);
    assert.equal((await changed.take('notify')).jobs?.[QUEUED]?.[0]?.jobId, jobId);
    assert.equal((await next.take('notify-next')).execution?.jobId, jobId);
    await jobs.publishGetPendingJobExecutions({ thingName }, AtLeastOnce);
    assert.equal((await pending.take('get/accepted')).queuedJobs?.[0]?.jobId, jobId);
    await jobs.publishStartNextPendingJobExecution({ thingName }, AtLeastOnce);
    const { execution } = await started.take('start-next/accepted');
    assert.equal(execution?.status, IN_PROGRESS);
    assert.deepEqual(execution?.jobDocument, JSON.parse(DOCUMENT));

    const described = new Inbox<iotjobs.model.DescribeJobExecutionResponse>();
    const notDescribed = new Inbox<iotjobs.model.RejectedErrorResponse>();
    await jobs.subscribeToDescribeJobExecutionAccepted({ thingName, jobId }, AtLeastOnce, into(described));
    await jobs.subscribeToDescribeJobExecutionRejected({ thingName, jobId }, AtLeastOnce, into(notDescribed));
    await jobs.publishDescribeJobExecution({ thingName, jobId, clientToken: 'one' }, AtLeastOnce);
    const description = await described.take('J/get/accepted');
    assert.equal(description.clientToken, 'one');
    assert.equal(description.execution?.status, IN_PROGRESS);

    const updated = new Inbox<iotjobs.model.UpdateJobExecutionResponse>();
    const notUpdated = new Inbox<iotjobs.model.RejectedErrorResponse>();
    await jobs.subscribeToUpdateJobExecutionAccepted({ thingName, jobId }, AtLeastOnce, into(updated));
    await jobs.subscribeToUpdateJobExecutionRejected({ thingName, jobId }, AtLeastOnce, into(notUpdated));
    await jobs.publishUpdateJobExecution({ thingName, jobId, status: SUCCEEDED, expectedVersion: 7 }, AtLeastOnce);
    assert.equal((await notUpdated.take('J/update/rejected')).code, 'VersionMismatch');
    await jobs.publishUpdateJobExecution({ thingName, jobId, status: SUCCEEDED, expectedVersion: 2 }, AtLeastOnce);
    await updated.take('J/update/accepted');
    assert.deepEqual((await changed.take('notify')).jobs, {});
    assert.equal((await next.take('notify-next')).execution, undefined);
    await jobs.publishDescribeJobExecution({ thingName, jobId }, AtLeastOnce);
    assert.equal((await notDescribed.take('J/get/rejected')).code, 'TerminalStateReached');
  });
});

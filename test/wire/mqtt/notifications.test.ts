/** What devices and operators are told of changes, as MQTT.js sees it (docs/service/notifications.md#pending-list). */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  AddThingToThingGroupCommand,
  CancelJobCommand,
  CancelJobExecutionCommand,
  CreateThingGroupCommand,
  DeleteJobCommand,
  DeleteJobExecutionCommand,
  UpdateEventConfigurationsCommand,
} from '@aws-sdk/client-iot';
import { createDevice } from '../support/device.ts';
import { iotClient } from '../support/iot-client.ts';
import { DOCUMENT, jobGone, queueJob } from '../support/jobs.ts';
import { connectMqtt, nameOf, versions } from '../support/mqtt-client.ts';
import { startServer, wireServer } from '../support/server.ts';

const server = await wireServer();
const iot = iotClient(server);

/** The job ids of each group of a list notification. */
function groupsOf(notification: Record<string, unknown>): Record<string, string[]> {
  const jobs = notification['jobs'] as Record<string, { jobId: string }[]>;
  return Object.fromEntries(Object.entries(jobs).map(([group, list]) => [group, list.map(({ jobId }) => jobId)]));
}

function executionOf(notification: Record<string, unknown>): Record<string, unknown> | undefined {
  return notification['execution'] as Record<string, unknown> | undefined;
}

for (const version of versions) {
  describe(`notifications over ${nameOf(version)}`, () => {
    test('follow the list and its first execution', async (context) => {
      const device = await createDevice(iot);
      const { thingName } = device;
      const jobs = `$aws/things/${thingName}/jobs`;
      const client = await connectMqtt(context, server, device, version);
      await client.subscribe(`${jobs}/notify`, `${jobs}/notify-next`);

      const first = await queueJob(iot, device);
      assert.deepEqual(groupsOf(await client.take(`${jobs}/notify`)), { QUEUED: [first] });
      const execution = executionOf(await client.take(`${jobs}/notify-next`));
      assert.deepEqual(execution, {
        jobId: first,
        status: 'QUEUED',
        queuedAt: execution?.['queuedAt'],
        lastUpdatedAt: execution?.['queuedAt'],
        versionNumber: 1,
        executionNumber: 1,
        jobDocument: JSON.parse(DOCUMENT),
      });

      const second = await queueJob(iot, device);
      assert.deepEqual(groupsOf(await client.take(`${jobs}/notify`)), { QUEUED: [first, second] });
      await client.publish(`${jobs}/start-next`, {});
      await client.take(`${jobs}/start-next/accepted`);
      assert.deepEqual(await client.rest(), []);

      await client.publish(`${jobs}/${first}/update`, { status: 'SUCCEEDED' });
      const order: string[] = [];
      for (let count = 0; count < 3; count += 1) {
        const { topic, payload } = await client.inbox.take('an answer or a notification');
        order.push(topic.slice(jobs.length + 1));
        if (topic.endsWith('/notify-next')) assert.equal(executionOf(JSON.parse(payload))?.['jobId'], second);
      }
      assert.deepEqual(order, [`${first}/update/accepted`, 'notify', 'notify-next']);

      await iot.send(new CancelJobExecutionCommand({ thingName, jobId: second }));
      assert.deepEqual(groupsOf(await client.take(`${jobs}/notify`)), {});
      assert.deepEqual(Object.keys(await client.take(`${jobs}/notify-next`)), ['timestamp']);
    });

    test('tell of deleted executions and jobs', async (context) => {
      const device = await createDevice(iot);
      const { thingName } = device;
      const jobs = `$aws/things/${thingName}/jobs`;
      const client = await connectMqtt(context, server, device, version);
      const [first, second] = [await queueJob(iot, device), await queueJob(iot, device)];
      await client.subscribe(`${jobs}/notify`, `${jobs}/notify-next`);
      await client.publish(`${jobs}/start-next`, {});
      await client.take(`${jobs}/start-next/accepted`);

      await iot.send(new DeleteJobExecutionCommand({ thingName, jobId: first, executionNumber: 1, force: true }));
      assert.deepEqual(groupsOf(await client.take(`${jobs}/notify`)), { QUEUED: [second] });
      assert.equal(executionOf(await client.take(`${jobs}/notify-next`))?.['jobId'], second);
      await client.publish(`${jobs}/${first}/update`, { status: 'SUCCEEDED' });
      assert.equal((await client.take(`${jobs}/${first}/update/rejected`))['code'], 'ResourceNotFound');

      await iot.send(new DeleteJobCommand({ jobId: second, force: true }));
      assert.deepEqual(groupsOf(await client.take(`${jobs}/notify`)), {});
      assert.equal(executionOf(await client.take(`${jobs}/notify-next`)), undefined);
      await client.publish(`${jobs}/${second}/get`, {});
      assert.equal((await client.take(`${jobs}/${second}/get/rejected`))['code'], 'ResourceNotFound');
    });

    test('of a namespace go to all the topics of its forms, and not to the plain ones', async (context) => {
      const device = await createDevice(iot);
      const jobs = `$aws/things/${device.thingName}/jobs`;
      const client = await connectMqtt(context, server, device, version);
      await client.subscribe(`${jobs}/#`);
      const jobId = await queueJob(iot, device, { namespaceId: 'ns-1' });
      const lists = ['notify-namespace-ns-1', `${jobId}/notify-namespace-ns-1`, `${jobId}/notify-namespace-ns-1/`];
      for (const topic of lists) {
        assert.deepEqual(groupsOf(await client.take(`${jobs}/${topic}`)), { QUEUED: [jobId] });
      }
      assert.equal(executionOf(await client.take(`${jobs}/notify-next-namespace-ns-1`))?.['jobId'], jobId);
      assert.deepEqual(await client.rest(), []);

      await iot.send(new DeleteJobCommand({ jobId, force: true, namespaceId: 'ns-1' }));
      for (const topic of lists) assert.deepEqual(groupsOf(await client.take(`${jobs}/${topic}`)), {});
      assert.equal(executionOf(await client.take(`${jobs}/notify-next-namespace-ns-1`)), undefined);
      assert.deepEqual(await client.rest(), []);
    });

    test('caused by a call that names a namespace for a job without one go there too', async (context) => {
      const device = await createDevice(iot);
      const jobs = `$aws/things/${device.thingName}/jobs`;
      const client = await connectMqtt(context, server, device, version);
      const jobId = await queueJob(iot, device);
      await client.subscribe(`${jobs}/#`);
      await iot.send(new DeleteJobCommand({ jobId, force: true, namespaceId: 'MyNameSpaceId' }));
      const ofNamespace = 'notify-namespace-MyNameSpaceId';
      for (const topic of ['notify', ofNamespace, `${jobId}/${ofNamespace}`, `${jobId}/${ofNamespace}/`]) {
        assert.deepEqual(groupsOf(await client.take(`${jobs}/${topic}`)), {});
      }
      for (const topic of ['notify-next', 'notify-next-namespace-MyNameSpaceId']) {
        assert.equal(executionOf(await client.take(`${jobs}/${topic}`)), undefined);
      }
      assert.deepEqual(await client.rest(), []);
    });
  });
}

test('events tell operators what becomes of jobs and executions', async (context) => {
  const eventful = await startServer();
  const other = iotClient(eventful);
  const enabled = { Enabled: true };
  await other.send(
    new UpdateEventConfigurationsCommand({ eventConfigurations: { JOB: enabled, JOB_EXECUTION: enabled } }),
  );
  const device = await createDevice(other);
  const { thingArn, thingName } = device;
  const operator = await connectMqtt(context, eventful, device, 5);
  await operator.subscribe('$aws/events/#');
  const jobId = await queueJob(other, device, { description: 'told of' });
  await operator.publish(`$aws/things/${thingName}/jobs/${jobId}/update`, {
    status: 'SUCCEEDED',
    statusDetails: { a: 'b' },
  });
  const succeeded = await operator.take(`$aws/events/jobExecution/${jobId}/succeeded`);
  const { eventId: _, timestamp: __, ...executionEvent } = succeeded;
  assert.deepEqual(executionEvent, {
    eventType: 'JOB_EXECUTION',
    operation: 'succeeded',
    jobId,
    thingArn,
    status: 'SUCCEEDED',
    statusDetails: { a: 'b' },
  });
  const completed = await operator.take(`$aws/events/job/${jobId}/completed`);
  assert.equal(completed['eventType'], 'JOB');
  assert.equal(completed['status'], 'COMPLETED');
  assert.equal(completed['description'], 'told of');
  assert.deepEqual(completed['targets'], [thingArn]);
  assert.ok(Number(completed['createdAt']) > 1e12 && Number(completed['timestamp']) < 1e11);
  assert.deepEqual(completed['jobProcessDetails'], {
    numberOfCanceledThings: 0,
    numberOfRejectedThings: 0,
    numberOfFailedThings: 0,
    numberOfRemovedThings: 0,
    numberOfSucceededThings: 1,
  });

  await other.send(new DeleteJobCommand({ jobId }));
  await jobGone(other, jobId);
  const deletion = await operator.take(`$aws/events/job/${jobId}/deletion_in_progress`);
  assert.equal(deletion['status'], 'DELETION_IN_PROGRESS');
  assert.equal((await operator.take(`$aws/events/jobExecution/${jobId}/deleted`))['status'], 'SUCCEEDED');
  assert.equal((await operator.take(`$aws/events/job/${jobId}/deleted`))['status'], 'DELETED');

  const second = await queueJob(other, device);
  await other.send(new CancelJobCommand({ jobId: second, comment: 'never mind' }));
  const cancellation = await operator.take(`$aws/events/job/${second}/cancellation_in_progress`);
  assert.equal(cancellation['status'], 'CANCELLATION_IN_PROGRESS');
  assert.equal(cancellation['comment'], 'never mind');
  assert.equal((await operator.take(`$aws/events/jobExecution/${second}/canceled`))['status'], 'CANCELED');
  assert.equal((await operator.take(`$aws/events/job/${second}/canceled`))['status'], 'CANCELED');
});

test('a listener hears of a thing that joins a group, once such events are switched on', async (context) => {
  const device = await createDevice(iot);
  const { thingName } = device;
  const client = await connectMqtt(context, server, device, 5);
  const thingGroupName = `group-of-${thingName}`;
  const topic = `$aws/events/thingGroupMembership/thingGroup/${thingGroupName}/thing/${thingName}/added`;
  await client.subscribe('$aws/events/thingGroupMembership/#');
  const { thingGroupArn, thingGroupId } = await iot.send(new CreateThingGroupCommand({ thingGroupName }));
  const eventConfigurations = { THING_GROUP_MEMBERSHIP: { Enabled: true } };
  await iot.send(new UpdateEventConfigurationsCommand({ eventConfigurations }));
  await iot.send(new AddThingToThingGroupCommand({ thingGroupName, thingName }));
  const { eventId, membershipId, thingId, timestamp, ...event } = await client.take(topic);
  for (const id of [eventId, membershipId, thingId]) assert.match(String(id), /^[0-9a-f-]{36}$/);
  assert.ok(Math.abs(Number(timestamp) - Date.now()) < 60_000, 'milliseconds');
  assert.deepEqual(event, {
    eventType: 'THING_GROUP_MEMBERSHIP_EVENT',
    operation: 'ADDED',
    accountId: server.accountId,
    groupArn: thingGroupArn,
    groupId: thingGroupId,
    thingArn: `arn:aws:iot:${server.region}:${server.accountId}:thing/${thingName}`,
  });
});

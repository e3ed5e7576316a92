/** The `jobs` class of the first `aws-iot-device-sdk`, which many devices still run. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { DescribeJobExecutionCommand } from '@aws-sdk/client-iot';
import { type Job, jobs as JobsOfDevice } from 'aws-iot-device-sdk';
import { createDevice } from './support/device.ts';
import { Inbox } from './support/inbox.ts';
import { iotClient } from './support/iot-client.ts';
import { DOCUMENT, queueJob } from './support/jobs.ts';
import { wireServer } from './support/server.ts';
import { eventually, within } from './support/within.ts';

const server = await wireServer();
const iot = iotClient(server);

test('the first device SDK is given its jobs one after the other and reports on them', async (context) => {
  const device = await createDevice(iot);
  const { thingName } = device;
  const jobs = new JobsOfDevice({
    host: server.mqttHost,
    port: server.mqttsPort,
    clientId: thingName,
    privateKey: Buffer.from(device.privateKeyPem),
    clientCert: Buffer.from(device.certificatePem),
    caCert: Buffer.from(server.ca),
  });
  context.after(() => within(promisify<void>((done) => jobs.end(false, () => done(null)))(), 'the SDK has ended'));
  await within(once(jobs, 'connect'), 'the SDK is connected');
  const [reboot, other] = [new Inbox<Job>(), new Inbox<Job>()];
  jobs.subscribeToJobs(thingName, 'reboot', (error, job) => {
    assert.ifError(error);
    reboot.add(job);
  });
  jobs.subscribeToJobs(thingName, (error, job) => {
    assert.ifError(error);
    other.add(job);
  });

  const first = await queueJob(iot, device);
  const second = await queueJob(iot, device, { document: '{"operation":"paint"}' });
  await promisify(jobs.startJobNotifications.bind(jobs))(thingName);
  // notify-next may have told of it already; both are the same job.
  const job = await reboot.take('a job to reboot');
  assert.equal(job.id, first);
  assert.equal(job.operation, 'reboot');
  assert.deepEqual(job.document, JSON.parse(DOCUMENT));
  await promisify(job.inProgress)({ step: 'one' });
  await executionThat(first, 'IN_PROGRESS', { step: 'one' });
  await promisify(job.succeeded)({ step: 'all' });
  await executionThat(first, 'SUCCEEDED', { step: 'all' });

  const painting = await other.take('a job to paint');
  assert.equal(painting.id, second);
  assert.equal(painting.status.status, 'QUEUED');
  await promisify(painting.failed)({ why: 'no paint' });
  await executionThat(second, 'FAILED', { why: 'no paint' });

  async function executionThat(jobId: string, status: string, details: Record<string, string>): Promise<void> {
    const { execution } = await eventually(
      () => iot.send(new DescribeJobExecutionCommand({ thingName, jobId })),
      (answer) => answer.execution?.status === status,
    );
    assert.deepEqual(execution?.statusDetails?.detailsMap, details);
  }
});

/** The device API over HTTP: `@aws-sdk/client-iot-jobs-data-plane` with signatures, and Node's own client with certificates. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import {
  DescribeJobExecutionCommand as DescribeFromOutsideCommand,
  ListJobExecutionsForThingCommand,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import {
  DescribeJobExecutionCommand,
  GetPendingJobExecutionsCommand,
  InvalidRequestException,
  InvalidStateTransitionException,
  type IoTJobsDataPlaneClient,
  ResourceNotFoundException,
  StartNextPendingJobExecutionCommand,
  TerminalStateException,
  UpdateJobExecutionCommand,
} from '@aws-sdk/client-iot-jobs-data-plane';
import { createDevice, type Device, type Identity } from './support/device.ts';
import { iotClient, jobsDataClient, refusal } from './support/iot-client.ts';
import { DOCUMENT, queueJob } from './support/jobs.ts';
import { wireServer } from './support/server.ts';
import { within } from './support/within.ts';

const server = await wireServer();
const iot = iotClient(server);
const httpsAgent = new Agent({ ca: server.ca, keepAlive: true });
after(() => httpsAgent.destroy());

const planes: Readonly<Record<string, IoTJobsDataPlaneClient>> = {
  http: jobsDataClient(server, server.dataEndpoint),
  https: jobsDataClient(server, server.httpsEndpoint, { requestHandler: { httpsAgent } }),
};

function assertSecondsOfNow(time: number | undefined): void {
  assert.ok(Number.isInteger(time) && Math.abs(Number(time) - Date.now() / 1000) < 60, String(time));
}

for (const [protocol, plane] of Object.entries(planes)) {
  describe(`the signed client over ${protocol}`, () => {
    test('takes a job from the list to its end', async () => {
      const device = await createDevice(iot);
      const { thingName } = device;
      const jobId = await queueJob(iot, device);
      const pending = await plane.send(new GetPendingJobExecutionsCommand({ thingName }));
      assert.deepEqual(pending.inProgressJobs, []);
      const [queued] = pending.queuedJobs ?? [];
      assert.equal(queued?.jobId, jobId);
      assertSecondsOfNow(queued?.queuedAt);

      const next = await plane.send(new DescribeJobExecutionCommand({ thingName, jobId: '$next' }));
      assert.equal(next.execution?.jobId, jobId);
      assert.equal(next.execution?.status, 'QUEUED');
      const statusDetails = { step: 'one' };
      const started = await plane.send(
        new StartNextPendingJobExecutionCommand({ thingName, statusDetails, stepTimeoutInMinutes: 5 }),
      );
      assert.equal(started.execution?.status, 'IN_PROGRESS');
      assert.equal(started.execution?.jobDocument, DOCUMENT);
      assert.equal(started.execution?.thingName, thingName);
      assert.deepEqual(started.execution?.statusDetails, statusDetails);
      assert.equal(started.execution?.versionNumber, 2);
      assertSecondsOfNow(started.execution?.startedAt);
      assert.ok((started.execution?.approximateSecondsBeforeTimedOut ?? 0) > 240);

      const described = await plane.send(
        new DescribeJobExecutionCommand({ thingName, jobId, includeJobDocument: false, executionNumber: 1 }),
      );
      assert.equal(described.execution?.jobDocument, undefined);
      assert.equal(described.execution?.status, 'IN_PROGRESS');
      const updated = await plane.send(
        new UpdateJobExecutionCommand({
          thingName,
          jobId,
          status: 'SUCCEEDED',
          expectedVersion: 2,
          includeJobExecutionState: true,
          includeJobDocument: true,
        }),
      );
      assert.deepEqual(updated.executionState, { status: 'SUCCEEDED', statusDetails, versionNumber: 3 });
      assert.equal(updated.jobDocument, DOCUMENT);
      const nothing = await plane.send(new StartNextPendingJobExecutionCommand({ thingName }));
      assert.equal(nothing.execution, undefined);
    });

    test('meets the exceptions of its model', async () => {
      const device = await createDevice(iot);
      const { thingName } = device;
      const jobId = await queueJob(iot, device);
      const update = { thingName, jobId, status: 'SUCCEEDED' as const };
      await refusal(
        plane.send(new UpdateJobExecutionCommand({ ...update, expectedVersion: 9 })),
        InvalidStateTransitionException,
      );
      await refusal(
        plane.send(new UpdateJobExecutionCommand({ ...update, status: 'CANCELED' })),
        InvalidRequestException,
      );
      await plane.send(new UpdateJobExecutionCommand(update));
      await refusal(plane.send(new UpdateJobExecutionCommand(update)), InvalidStateTransitionException);
      const ended = await refusal(
        plane.send(new DescribeJobExecutionCommand({ thingName, jobId })),
        TerminalStateException,
      );
      assert.equal(ended.$metadata.httpStatusCode, 410);
      await refusal(
        plane.send(new DescribeJobExecutionCommand({ thingName, jobId: 'nothing' })),
        ResourceNotFoundException,
      );
      await refusal(plane.send(new GetPendingJobExecutionsCommand({ thingName: 'nobody' })), ResourceNotFoundException);
    });
  });
}

test('both services answer their own on one port where the paths are the same', async () => {
  const device = await createDevice(iot);
  const { thingName } = device;
  const jobId = await queueJob(iot, device);
  const plane = jobsDataClient(server, server.dataEndpoint);
  const [listed, pending, outside, inside] = await Promise.all([
    iot.send(new ListJobExecutionsForThingCommand({ thingName })),
    plane.send(new GetPendingJobExecutionsCommand({ thingName })),
    iot.send(new DescribeFromOutsideCommand({ thingName, jobId })),
    plane.send(new DescribeJobExecutionCommand({ thingName, jobId })),
  ]);
  assert.equal(listed.executionSummaries?.[0]?.jobExecutionSummary?.status, 'QUEUED');
  assert.equal(pending.queuedJobs?.[0]?.jobId, jobId);
  assert.ok(outside.execution?.queuedAt instanceof Date);
  assert.equal(inside.execution?.jobDocument, DOCUMENT);
});

interface Answer {
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly body: Record<string, unknown>;
}

/** One request with a client certificate, or without one. */
async function ask(identity: Identity | undefined, method: string, path: string, body?: unknown): Promise<Answer> {
  const outgoing = request(new URL(path, server.httpsEndpoint), {
    method,
    ca: server.ca,
    agent: false,
    headers: { 'content-type': 'application/json' },
    ...(identity && { cert: identity.certificatePem, key: identity.privateKeyPem }),
  });
  const answered = once(outgoing, 'response');
  outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  // The one argument of the event.
  const [answer] = (await within(answered, 'an answer comes')) as [IncomingMessage];
  const received = await text(answer);
  return {
    status: answer.statusCode,
    error: String(answer.headers['x-amzn-errortype'] ?? '').split(':')[0] || undefined,
    body: received === '' ? {} : JSON.parse(received),
  };
}

describe('a client certificate over HTTPS', () => {
  const jobsOf = ({ thingName }: Device) => `/things/${thingName}/jobs`;

  test('takes a job from the list to its end', async () => {
    const device = await createDevice(iot);
    const jobId = await queueJob(iot, device);
    const pending = await ask(device, 'GET', jobsOf(device));
    assert.equal(pending.status, 200);
    assert.deepEqual(
      (pending.body['queuedJobs'] as { jobId: string }[]).map((job) => job.jobId),
      [jobId],
    );
    const started = await ask(device, 'PUT', `${jobsOf(device)}/$next`, { statusDetails: { a: 'b' } });
    const execution = started.body['execution'] as Record<string, unknown>;
    assert.equal(execution['status'], 'IN_PROGRESS');
    assert.equal(execution['jobDocument'], DOCUMENT);
    const described = await ask(device, 'GET', `${jobsOf(device)}/${jobId}?includeJobDocument=false`);
    assert.deepEqual((described.body['execution'] as Record<string, unknown>)['statusDetails'], { a: 'b' });
    const next = await ask(device, 'GET', `${jobsOf(device)}/%24next`);
    assert.equal((next.body['execution'] as Record<string, unknown>)['jobId'], jobId);
    const update = { status: 'SUCCEEDED', expectedVersion: '2' };
    assert.deepEqual(await ask(device, 'POST', `${jobsOf(device)}/${jobId}`, update), {
      status: 200,
      error: undefined,
      body: {},
    });
    const twice = await ask(device, 'POST', `${jobsOf(device)}/${jobId}`, update);
    assert.equal(twice.status, 409);
    assert.equal(twice.error, 'InvalidStateTransitionException');
  });

  test('that is switched off is refused, and so is none at all', async () => {
    const device = await createDevice(iot);
    const { certificateId } = device;
    await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
    const refused = await ask(device, 'GET', jobsOf(device));
    assert.equal(refused.status, 400);
    assert.equal(refused.error, 'CertificateValidationException');
    const nobody = await ask(undefined, 'GET', jobsOf(device));
    assert.equal(nobody.status, 403);
    assert.equal(nobody.error, 'MissingAuthenticationTokenException');
  });
});

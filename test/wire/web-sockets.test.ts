/** The HTTPS and HTTP ports as doors for MQTT: WebSockets, and the protocol names of AWS in the TLS handshake. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { type TestContext, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { UpdateCertificateCommand } from '@aws-sdk/client-iot';
import { iotjobs } from 'aws-iot-device-sdk-v2';
import { createDevice, type Device, uniqueName } from './support/device.ts';
import { withJobsClient } from './support/device-sdk.ts';
import { protocols } from './support/device-sdk-configuration.ts';
import { iotClient } from './support/iot-client.ts';
import { queueJob } from './support/jobs.ts';
import { connectMqtt, nameOf, versions } from './support/mqtt-client.ts';
import { presigned } from './support/presigned.ts';
import { wireServer } from './support/server.ts';
import { within } from './support/within.ts';

const server = await wireServer();
const iot = iotClient(server);
const { SUCCEEDED } = iotjobs.model.JobStatus;
const https = new URL(server.httpsEndpoint);
const http = new URL(server.endpoint);
const { accessKeyId, secretAccessKey, region, ca } = server;
/** Where the HTTPS port is, for clients that are told where MQTT is. */
const overHttps = { mqttHost: https.hostname, mqttsPort: Number(https.port), ca };

/** MQTT.js on a WebSocket; with the device's certificate instead of a signature, if there is one. */
async function connectWebSocket(context: TestContext, url: URL, version: 4 | 5, device?: Device) {
  const target = device === undefined ? await presigned(server, url) : `wss://${url.host}/mqtt`;
  const { hostname: host, port, protocol, search } = new URL(target);
  const certificate = device && { cert: device.certificatePem, key: device.privateKeyPem };
  return connectMqtt(context, server, undefined, version, {
    protocol: protocol === 'wss:' ? 'wss' : 'ws',
    host,
    port: Number(port),
    path: `/mqtt${search}`,
    wsOptions: { ca, ...certificate },
  });
}

for (const version of versions) {
  for (const url of [https, http]) {
    test(`MQTT.js runs a job over a presigned ${url.protocol} WebSocket, ${nameOf(version)}`, async (t) => {
      const device = await createDevice(iot);
      const jobs = `$aws/things/${device.thingName}/jobs`;
      const client = await connectWebSocket(t, url, version);
      await client.subscribe(`${jobs}/notify-next`, `${jobs}/+/update/accepted`);
      const jobId = await queueJob(iot, device);
      const { execution } = await client.take(`${jobs}/notify-next`);
      assert.equal((execution as { jobId?: string }).jobId, jobId);
      await client.publish(`${jobs}/${jobId}/update`, { status: 'SUCCEEDED', clientToken: 'done' });
      assert.equal((await client.take(`${jobs}/${jobId}/update/accepted`))['clientToken'], 'done');
      await client.end();
    });
  }
}

for (const protocol of protocols) {
  test(`the device SDK runs a job over a WebSocket that it signs for, ${protocol}`, async () => {
    const device = await createDevice(iot);
    const { thingName } = device;
    const identity = { accessKeyId, secretAccessKey, region };
    const opening = { server: overHttps, identity, clientId: uniqueName('websocket'), protocol };
    await withJobsClient(opening, async (session) => {
      const next = await session.listen('next', thingName);
      const jobId = await queueJob(iot, device);
      assert.equal((await next.take('notify-next')).execution?.jobId, jobId);
      await session.startNextPendingJobExecution({ thingName });
      await session.updateJobExecution({ thingName, jobId, status: SUCCEEDED });
      assert.deepEqual((await session.getPendingJobExecutions({ thingName })).inProgressJobs, []);
    });
  });

  test(`the device SDK runs a job on the HTTPS port by its protocol name, ${protocol}`, async () => {
    const device = await createDevice(iot);
    const { thingName } = device;
    const opening = { server: overHttps, identity: device, clientId: thingName, protocol };
    await withJobsClient(opening, async (session) => {
      const jobId = await queueJob(iot, device);
      const { execution } = await session.startNextPendingJobExecution({ thingName });
      assert.equal(execution?.jobId, jobId);
      await session.updateJobExecution({ thingName, jobId, status: SUCCEEDED });
    });
  });
}

test('a WebSocket by certificate ends when the certificate is deactivated, and there is no other one', async (t) => {
  const device = await createDevice(iot);
  const { certificateId, thingName } = device;
  const client = await connectWebSocket(t, https, 5, device);
  const watcher = await connectWebSocket(t, https, 5);
  await watcher.subscribe(`$aws/events/presence/disconnected/${client.clientId}`);
  await client.publish(`$aws/things/${thingName}/jobs/get`, {});
  await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
  assert.equal((await within(client.closed, 'the WebSocket is closed'))?.reasonCode, 0x87);
  const event = await watcher.take(`$aws/events/presence/disconnected/${client.clientId}`);
  assert.deepEqual([event['principalIdentifier'], event['disconnectReason']], [certificateId, 'AUTH_ERROR']);
  await assert.rejects(connectWebSocket(t, https, 5, device));
});

test('the HTTPS port speaks the device API with clients that name it in the handshake', async () => {
  const device = await createDevice(iot);
  const jobId = await queueJob(iot, device);
  const socket = connectTls({
    host: https.hostname,
    port: Number(https.port),
    ca,
    cert: device.certificatePem,
    key: device.privateKeyPem,
    ALPNProtocols: ['x-amzn-http-ca'],
  });
  await once(socket, 'secureConnect');
  assert.equal(socket.alpnProtocol, 'x-amzn-http-ca');
  const agent = new Agent();
  Object.assign(agent, { createConnection: () => socket });
  const request = httpsRequest({ host: https.host, path: `/things/${device.thingName}/jobs`, agent }).end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  assert.equal((JSON.parse(text) as { queuedJobs: { jobId: string }[] }).queuedJobs[0]?.jobId, jobId);
  socket.destroy();
});

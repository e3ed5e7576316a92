/** Devices whose policies are the test's own, and what they send: packets over TLS, requests over HTTPS. */
import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { connect } from 'node:tls';
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateKeysAndCertificateCommand,
  CreatePolicyCommand,
  CreateThingCommand,
  type IoTClient,
} from '@aws-sdk/client-iot';
import { TestClient } from '../../gateway/mqtt/test-gateway.ts';
import { type Device, uniqueName } from './device.ts';
import type { WireServer } from './server.ts';
import { within } from './within.ts';

const arn = (resource: string) => `arn:aws:iot:*:*:${resource}`;
const OWN_JOBS = '$aws/things/${iot:Connection.Thing.ThingName}/jobs/*';

/** The policy that a jobs device needs, as documented (docs/service/identity.md#policy-of-a-jobs-device). */
export const documentedStatements: readonly object[] = [
  { Effect: 'Allow', Action: 'iot:Connect', Resource: arn('client/${iot:Connection.Thing.ThingName}') },
  { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: arn(`topic/${OWN_JOBS}`) },
  { Effect: 'Allow', Action: 'iot:Subscribe', Resource: arn(`topicfilter/${OWN_JOBS}`) },
  {
    Effect: 'Allow',
    Action: [
      'iot:DescribeJobExecution',
      'iot:GetPendingJobExecutions',
      'iot:StartNextPendingJobExecution',
      'iot:UpdateJobExecution',
    ],
    Resource: arn('thing/${iot:Connection.Thing.ThingName}'),
  },
];

/** A policy of its own name with these statements; gives the name. */
export async function createPolicy(iot: IoTClient, statements: readonly object[]): Promise<string> {
  const policyName = uniqueName('policy');
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iot.send(new CreatePolicyCommand({ policyName, policyDocument }));
  return policyName;
}

/** A thing with an active certificate that has these policies. */
export async function createDeviceWith(
  iot: IoTClient,
  policyNames: readonly string[],
  thingName = uniqueName('lamp'),
): Promise<Device> {
  const { thingArn = '' } = await iot.send(new CreateThingCommand({ thingName }));
  const created = await iot.send(new CreateKeysAndCertificateCommand({ setAsActive: true }));
  const { certificateArn = '', certificateId = '', certificatePem = '', keyPair } = created;
  await iot.send(new AttachThingPrincipalCommand({ thingName, principal: certificateArn }));
  for (const policyName of policyNames) await iot.send(new AttachPolicyCommand({ policyName, target: certificateArn }));
  const privateKeyPem = keyPair?.PrivateKey ?? '';
  return { thingName, thingArn, certificateArn, certificateId, certificatePem, privateKeyPem };
}

/** A client that has not said anything yet, for as long as the test lasts at most. */
export async function dial(
  context: TestContext,
  server: WireServer,
  device: Device,
  version: 4 | 5,
): Promise<TestClient> {
  const socket = connect({
    host: server.mqttHost,
    port: server.mqttsPort,
    ca: server.ca,
    cert: device.certificatePem,
    key: device.privateKeyPem,
  });
  context.after(() => socket.destroy());
  await within(once(socket, 'secureConnect'), 'the TLS handshake is done');
  return new TestClient(socket, version);
}

/** A client whose CONNECT was accepted; its client id is the name of the thing. */
export async function connectAs(
  context: TestContext,
  server: WireServer,
  device: Device,
  version: 4 | 5 = 5,
): Promise<TestClient> {
  const client = await dial(context, server, device, version);
  client.connect(device.thingName);
  const { reasonCode, returnCode } = await within(client.next('connack'), 'the CONNECT is answered');
  if ((reasonCode ?? returnCode) !== 0) throw new Error(`The CONNECT was refused with ${reasonCode ?? returnCode}.`);
  return client;
}

export interface HttpsAnswer {
  readonly status: number;
  readonly errorType: string | undefined;
  readonly body: string;
}

/** Sends a request with the device's certificate. */
export async function callAs(
  server: WireServer,
  device: Device,
  method: string,
  path: string,
  body: object = {},
): Promise<HttpsAnswer> {
  const payload = method === 'GET' ? '' : JSON.stringify(body);
  const message = httpsRequest(new URL(path, server.httpsEndpoint), {
    method,
    ca: server.ca,
    cert: device.certificatePem,
    key: device.privateKeyPem,
    agent: false,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
  });
  const answered = once(message, 'response');
  message.end(payload);
  const [response] = await within(answered, `${method} ${path} is answered`);
  const errorType: unknown = response.headers['x-amzn-errortype'];
  return {
    status: response.statusCode,
    errorType: errorType === undefined ? undefined : String(errorType),
    body: await text(response),
  };
}

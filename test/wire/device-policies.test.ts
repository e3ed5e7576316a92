/** Device policies on a running server: what is told of a refusal, and how soon a change is felt. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreatePolicyVersionCommand,
  DeleteCertificateCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { run } from './support/command.ts';
import { iotClient } from './support/iot-client.ts';
import {
  callAs,
  connectAs,
  createDeviceWith,
  createPolicy,
  dial,
  documentedStatements,
} from './support/policy-device.ts';
import { startServer, wireServer } from './support/server.ts';
import { eventually, within } from './support/within.ts';

const server = await wireServer();
const iot = iotClient(server);
const everything = { Effect: 'Allow', Action: ['iot:*'], Resource: '*' };
const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');

describe('a change is felt at once by an open connection', () => {
  test('of what a policy says, and of what is attached', async (context) => {
    const policyName = await createPolicy(iot, [everything]);
    const device = await createDeviceWith(iot, [policyName]);
    const client = await connectAs(context, server, device);
    const publish = async () => {
      client.publish('a/b');
      return (await within(client.next('puback'), 'it is acknowledged')).reasonCode ?? 0;
    };
    assert.equal(await publish(), 0);
    const policyDocument = JSON.stringify({ Statement: { ...everything, Action: 'iot:Connect' } });
    await iot.send(new CreatePolicyVersionCommand({ policyName, policyDocument, setAsDefault: true }));
    assert.equal(await publish(), 0x87);
    const second = await createPolicy(iot, [everything]);
    await iot.send(new AttachPolicyCommand({ policyName: second, target: device.certificateArn }));
    assert.equal(await publish(), 0);
    await iot.send(new DetachPolicyCommand({ policyName: second, target: device.certificateArn }));
    assert.equal(await publish(), 0x87);
    assert.deepEqual(await client.subscribe('a/b'), [0x87]);
  });

  for (const newStatus of ['INACTIVE', 'REVOKED'] as const) {
    test(`a certificate that becomes ${newStatus} loses its connections within a second`, async (context) => {
      const device = await createDeviceWith(iot, [await createPolicy(iot, [everything])]);
      const clients = [await connectAs(context, server, device, 5), await dial(context, server, device, 4)];
      clients[1]?.connect('another');
      await clients[1]?.next('connack');
      const began = performance.now();
      await iot.send(new UpdateCertificateCommand({ certificateId: device.certificateId, newStatus }));
      for (const client of clients) await within(client.closed, 'the connection is closed', 1_000);
      assert.ok(performance.now() - began < 1_000);
      assert.equal((await clients[0]?.next('disconnect'))?.reasonCode, 0x87);
      const again = await dial(context, server, device, 5);
      again.connect(device.thingName);
      assert.equal((await within(again.next('connack'), 'the CONNECT is answered')).reasonCode, 0x87);
      await iot.send(
        new DetachThingPrincipalCommand({ thingName: device.thingName, principal: device.certificateArn }),
      );
      await iot.send(new DeleteCertificateCommand({ certificateId: device.certificateId, forceDelete: true }));
    });
  }
});

describe('over HTTPS', () => {
  const call = { Effect: 'Allow', Resource: 'arn:aws:iot:*:*:thing/*' };
  for (const Action of [
    'iot:GetPendingJobExecutions',
    'iotjobsdata:GetPendingJobExecutions',
    'iot:*',
    'iotjobsdata:*',
  ]) {
    test(`${Action} allows the call`, async () => {
      const device = await createDeviceWith(iot, [await createPolicy(iot, [{ ...call, Action }])]);
      const path = `/things/${device.thingName}/jobs`;
      assert.equal((await callAs(server, device, 'GET', path)).status, 200);
    });
  }

  test('nothing is allowed that no policy allows, and a change is felt at once', async () => {
    const device = await createDeviceWith(iot, [await createPolicy(iot, documentedStatements)]);
    const path = `/things/${device.thingName}/jobs`;
    const refused = await callAs(server, device, 'GET', path);
    assert.deepEqual(refused, { status: 403, errorType: 'ForbiddenException', body: '{"message":"Forbidden"}' });
    const policyName = await createPolicy(iot, [{ ...call, Action: 'iotjobsdata:Get*' }]);
    await iot.send(new AttachPolicyCommand({ policyName, target: device.certificateArn }));
    assert.equal((await callAs(server, device, 'GET', path)).status, 200);
    assert.equal((await callAs(server, device, 'PUT', `${path}/$next`)).status, 403);
    await iot.send(new DetachPolicyCommand({ policyName, target: device.certificateArn }));
    assert.equal((await callAs(server, device, 'GET', path)).status, 403);
  });
});

describe('whoever asks why', () => {
  test('reads in the log which statement or what is missing, and is told by musterd policy test-device', async (context) => {
    const log: string[] = [];
    const own = await startServer(['--log-format', 'json'], {}, (output) => log.push(output));
    const operator = iotClient(own);
    const device = await createDeviceWith(operator, [await createPolicy(operator, documentedStatements)]);
    const { thingName, certificateArn: principal } = device;
    await operator.send(new DetachThingPrincipalCommand({ thingName, principal }));
    const client = await dial(context, own, device, 4);
    client.connect(thingName);
    await within(client.closed, 'the connection is closed');
    assert.equal(await client.nextOfAll(), undefined, 'a 3.1.1 client gets no CONNACK');
    await eventually(
      async () => log.join(''),
      (text) => text.includes('is not attached to a thing'),
    );
    const test = () =>
      run(process.execPath, [program, 'policy', 'test-device', thingName, '--ready-file', own.readyFile]);
    assert.match((await test()).stdout, /No certificate is attached to the thing/);
    await operator.send(new AttachThingPrincipalCommand({ thingName, principal }));
    const { code, stdout, stderr } = await test();
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`Certificate ${device.certificateId}\\n  ACTIVE; policies policy-`));
    assert.match(stdout, new RegExp(`yes +iot:Connect +client/${thingName} +statement 0 of the policy \\S+ allows it`));
    assert.match(stdout, /NO +iotjobsdata:UpdateJobExecution +thing\/\S+ +no statement allows it of the policy/);
    const other = await run(process.execPath, [
      program,
      'policy',
      'test-device',
      'none',
      '--ready-file',
      own.readyFile,
    ]);
    assert.deepEqual([other.code, other.stderr], [1, 'musterd: Thing none does not exist.\n']);
  });

  test('reads in the audit log what devices were refused, known ones and strangers', async (context) => {
    const device = await createDeviceWith(iot, [await createPolicy(iot, documentedStatements)]);
    const { certificateArn, certificateId, thingName } = device;
    const client = await connectAs(context, server, device);
    client.publish('secret/topic');
    await within(client.next('puback'), 'it is acknowledged');
    assert.deepEqual(await client.subscribe('secret/#'), [0x87]);
    const other = await dial(context, server, device, 4);
    other.connect('another');
    await within(other.closed, 'the connection is closed');
    assert.equal((await callAs(server, device, 'GET', `/things/${thingName}/jobs`)).status, 403);
    await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
    const stranger = await dial(context, server, device, 5);
    stranger.connect(thingName);
    assert.equal((await within(stranger.next('connack'), 'the CONNECT is answered')).reasonCode, 0x87);
    const audit = async (...filter: readonly string[]) => {
      const line = [program, 'audit', '--json', '--decision', 'denied', ...filter, '--ready-file', server.readyFile];
      const { code, stdout, stderr } = await run(process.execPath, line);
      assert.equal(code, 0, stderr);
      return stdout
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
    };
    const known = await audit('--principal', certificateArn);
    assert.deepEqual(
      known.map(({ action, clientId, resources }) => [action, clientId, String(resources).split(':').at(-1)]),
      [
        ['iotjobsdata:GetPendingJobExecutions', undefined, `thing/${thingName}`],
        ['iot:Connect', 'another', 'client/another'],
        ['iot:Subscribe', thingName, 'topicfilter/secret/#'],
        ['iot:Publish', thingName, 'topic/secret/topic'],
      ],
    );
    for (const { reason } of known) assert.match(String(reason), /^no statement allows it of the policy policy-/);
    const [unknown] = await audit('--resource', `arn:aws:iot:us-east-1:000000000000:client/${thingName}`);
    assert.equal(unknown?.['principal'], undefined);
    assert.match(String(unknown?.['reason']), new RegExp(`^the certificate ${certificateId} is not registered, not`));
  });

  test('is warned at the start where policies are ignored', async (context) => {
    const log: string[] = [];
    const own = await startServer(['--log-format', 'json', '--device-policies', 'ignore'], {}, (output) =>
      log.push(output),
    );
    await eventually(
      async () => log.join(''),
      (text) => text.includes('device policies are ignored'),
    );
    const device = await createDeviceWith(iotClient(own), []);
    const client = await connectAs(context, own, device);
    client.publish('a/b');
    assert.equal((await within(client.next('puback'), 'it is acknowledged')).reasonCode ?? 0, 0);
  });
});

/** Ordinary publish and subscribe between clients, as MQTT.js sees it (docs/service/gateway.md#connecting). */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UpdateCertificateCommand } from '@aws-sdk/client-iot';
import { ec, selfSigned } from '../../support/certificates.ts';
import { createDevice, createIdentity, uniqueName } from '../support/device.ts';
import { iotClient } from '../support/iot-client.ts';
import { queueJob } from '../support/jobs.ts';
import { connectMqtt, nameOf, versions } from '../support/mqtt-client.ts';
import { wireServer } from '../support/server.ts';
import { within } from '../support/within.ts';

const server = await wireServer();
const iot = iotClient(server);
const identity = await createIdentity(iot);

for (const version of versions) {
  describe(`messages over ${nameOf(version)}`, () => {
    test('go from one client to another', async (context) => {
      const topic = uniqueName('a/b');
      const receiver = await connectMqtt(context, server, identity, version);
      // The other version, since both speak to each other.
      const sender = await connectMqtt(context, server, identity, version === 5 ? 4 : 5);
      await receiver.subscribe('a/+');
      await sender.publish(topic, { n: 1 });
      await sender.publish(topic, { n: 2 }, { qos: 0 });
      await sender.publish('elsewhere', { n: 3 });
      const first = await receiver.inbox.take('the first message');
      assert.deepEqual([first.topic, first.payload, first.packet.qos], [topic, '{"n":1}', 1]);
      const second = await receiver.inbox.take('the second message');
      assert.deepEqual([second.payload, second.packet.qos], ['{"n":2}', 0]);
      await within(receiver.client.unsubscribeAsync('a/+'), 'it is unsubscribed');
      await sender.publish(topic, { n: 4 });
      assert.deepEqual(await receiver.rest(), []);
    });

    test('wait for a client that left a session, notifications too', async (context) => {
      const device = await createDevice(iot);
      const { thingName: clientId } = device;
      const options = {
        clientId,
        clean: false,
        ...(version === 5 && { properties: { sessionExpiryInterval: 3_600 } }),
      };
      const jobs = `$aws/things/${clientId}/jobs`;
      const before = await connectMqtt(context, server, device, version, options);
      assert.equal(before.sessionPresent, false);
      await before.subscribe(`${jobs}/notify-next`);
      await before.end();
      const jobId = await queueJob(iot, device);
      const after = await connectMqtt(context, server, device, version, options);
      assert.equal(after.sessionPresent, true);
      const { execution } = await after.take(`${jobs}/notify-next`);
      assert.equal((execution as { jobId: string }).jobId, jobId);
      await after.end();
      const fresh = await connectMqtt(context, server, device, version, { clientId });
      assert.equal(fresh.sessionPresent, false);
      assert.deepEqual(await fresh.rest(), []);
    });

    test('are kept for a topic when they ask for it', async (context) => {
      const topic = uniqueName('kept');
      const sender = await connectMqtt(context, server, identity, version);
      await sender.publish(topic, { n: 1 }, { retain: true });
      const receiver = await connectMqtt(context, server, identity, version);
      await receiver.subscribe(topic);
      const { payload, packet } = await receiver.inbox.take('the retained message');
      assert.deepEqual([payload, packet.retain], ['{"n":1}', true]);
      await sender.publish(topic, '', { retain: true });
      await receiver.inbox.take('the removal', (message) => message.payload === '');
      const late = await connectMqtt(context, server, identity, version);
      await late.subscribe(topic);
      assert.deepEqual(await late.rest(), []);
    });

    test('are sent as the will of a client that vanishes, and not of one that leaves', async (context) => {
      const topic = uniqueName('will');
      const heir = await connectMqtt(context, server, identity, version);
      await heir.subscribe(topic);
      const will = { topic, payload: Buffer.from('gone'), qos: 1 as const, retain: false };
      const leaving = await connectMqtt(context, server, identity, version, { will });
      await leaving.end();
      assert.deepEqual(await heir.rest(), []);
      const vanishing = await connectMqtt(context, server, identity, version, { will });
      vanishing.client.stream.destroy();
      assert.equal((await heir.inbox.take('the will')).payload, 'gone');
    });
  });

  test(`a client id is taken over by who comes last, over ${nameOf(version)}`, async (context) => {
    const clientId = uniqueName('twin');
    const first = await connectMqtt(context, server, identity, version, { clientId });
    const second = await connectMqtt(context, server, identity, version, { clientId });
    const reason = await within(first.closed, 'the first connection is closed');
    assert.equal(reason?.reasonCode, version === 5 ? 0x8e : undefined);
    assert.deepEqual(await second.rest(), []);
  });
}

describe('a connection', () => {
  test('needs a certificate that the registry knows', async (context) => {
    const stranger = await selfSigned(ec('P-256'));
    const unknown = { ...identity, ...stranger };
    await assert.rejects(connectMqtt(context, server, unknown, 4));
  });

  test('ends when its certificate is switched off', async (context) => {
    const other = await createIdentity(iot);
    const connected = await connectMqtt(context, server, other, 5);
    const { certificateId } = other;
    await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
    await within(connected.closed, 'the connection is closed');
    await assert.rejects(connectMqtt(context, server, other, 5));
  });

  test('may not publish what only the service says', async (context) => {
    const device = await createDevice(iot);
    const topic = `$aws/things/${device.thingName}/jobs/notify-next`;
    const victim = await connectMqtt(context, server, device, 5);
    await victim.subscribe(topic);
    const forger = await connectMqtt(context, server, identity, 5);
    await assert.rejects(forger.publish(topic, { execution: { jobId: 'forged' } }));
    const older = await connectMqtt(context, server, identity, 4);
    await older.publish(topic, { execution: { jobId: 'forged' } });
    assert.deepEqual(await victim.rest(), []);
  });
});

/** Packets that do not come to their end: nobody can use up the memory for them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import mqttPacket from 'mqtt-packet';
import { unfinishedPackets } from '../../../src/gateway/mqtt/connection/unfinished-packets.ts';
import { defaultMqttSettings, type MqttSettings } from '../../../src/gateway/mqtt/settings.ts';
import { startTestGateway } from './test-gateway.ts';

const connectPacket = (clientId: string) =>
  mqttPacket.generate({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 5, clientId, clean: true, keepalive: 60 });
const publish = mqttPacket.generate({
  cmd: 'publish',
  topic: 'a',
  payload: Buffer.alloc(5_000),
  qos: 0,
  dup: false,
  retain: false,
});
/** A CONNECT that says that much is to come. */
const longConnect = Buffer.concat([Buffer.from([0x10, 0xa0, 0x8d, 0x06]), Buffer.alloc(5_000)]);

function start(context: TestContext, settings: Partial<MqttSettings>): Promise<{ readonly port: number }> {
  return startTestGateway(context, undefined, settings).listenInsecurely({ host: '127.0.0.1', port: 0 });
}

async function opened(context: TestContext, port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  context.after(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

test('strangers of one address use up neither the memory of all nor that of clients', async (context) => {
  const { port } = await start(context, { strangersBytesPerAddress: 12_000 });
  const strangers = await Promise.all([1, 2, 3].map(() => opened(context, port)));
  const ends = strangers.map((socket) => once(socket.resume(), 'close').then(() => 'closed'));
  for (const socket of strangers) socket.write(longConnect);
  assert.equal(await Promise.race(ends), 'closed');
  const client = await opened(context, port);
  client.write(connectPacket('a'));
  assert.equal((await once(client, 'data'))[0][0], 0x20);
  client.write(publish.subarray(0, 4_000));
  client.write(publish.subarray(4_000));
  client.write(mqttPacket.generate({ cmd: 'pingreq' }));
  assert.equal((await once(client, 'data'))[0][0], 0xd0);
  assert.ok(strangers.some(({ closed }) => !closed));
});

test('a client that begins more than its share is told so', async (context) => {
  const { port } = await start(context, { unfinishedBytesPerIdentity: 1_000 });
  const client = await opened(context, port);
  client.write(connectPacket('a'));
  await once(client, 'data');
  client.write(publish.subarray(0, 2_000));
  const [bytes] = await once(client, 'data');
  assert.deepEqual([...bytes.subarray(0, 3)], [0xe0, 2, 0x97]);
});

test('an identity has its share, all clients have theirs, and what is released can be taken again', () => {
  const packets = unfinishedPackets({
    ...defaultMqttSettings,
    strangersBytes: 30,
    strangersBytesPerAddress: 20,
    unfinishedBytes: 30,
    unfinishedBytesPerIdentity: 20,
  });
  for (const isConnected of [false, true]) {
    const peer = (name: string) => ({ certificateId: name, address: `192.0.2.${name}` });
    const first = packets.take(peer('1'), isConnected, 20);
    assert.ok(first !== undefined);
    assert.equal(packets.take(peer('1'), isConnected, 1), undefined);
    assert.ok(packets.take(peer('2'), isConnected, 10) !== undefined);
    assert.equal(packets.take(peer('3'), isConnected, 1), undefined);
    first.release();
    assert.ok(packets.take(peer('1'), isConnected, 20) !== undefined);
  }
});

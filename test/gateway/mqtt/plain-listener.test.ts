/** MQTT without TLS, on a real port. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import mqttPacket from 'mqtt-packet';
import type { MqttSettings } from '../../../src/gateway/mqtt/settings.ts';
import { startTestGateway, TestClient } from './test-gateway.ts';

async function start(context: TestContext, settings: Partial<MqttSettings> = {}) {
  const refuses = () => Promise.reject(new Error('nobody is asked'));
  const gateway = startTestGateway(context, undefined, settings, { admit: refuses, refusalOfCall: refuses });
  const { port } = await gateway.listenInsecurely({ host: '127.0.0.1', port: 0 });
  const dial = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    context.after(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  };
  return { dial, gateway };
}

test('a client without TLS may do everything, and nobody decides about it', async (context) => {
  const { dial } = await start(context);
  const client = new TestClient(await dial(), 5);
  client.connect('lamp');
  assert.equal((await client.next('connack')).reasonCode, 0);
  assert.deepEqual(await client.subscribe(['#', '$aws/things/other/jobs/get/+']), [1, 1]);
  client.publish('$aws/things/other/jobs/get', '{}', { qos: 0 });
  assert.equal((await client.nextMessage()).topic, '$aws/things/other/jobs/get/accepted');
});

test('whoever speaks TLS or HTTP there is cut off', async (context) => {
  const { dial } = await start(context);
  for (const bytes of [
    Buffer.from('16030100c8010000c40303', 'hex'),
    `GET /${'x'.repeat(80)} HTTP/1.1\r\nhost: x\r\n\r\n`,
  ]) {
    const socket = await dial();
    socket.resume().write(bytes);
    await once(socket, 'close');
  }
});

test('its clients have the limits of all others: number, number of an address, time for CONNECT', async (context) => {
  const { dial, gateway } = await start(context, { connectionsPerAddress: 2, connectTimeoutSeconds: 10 });
  const [first, second] = [await dial(), await dial()];
  const third = await dial();
  await once(third.resume(), 'close');
  second?.resume().write(mqttPacket.generate({ cmd: 'pingreq' }));
  await once(second as Socket, 'close');
  gateway.watch(performance.now() + 11_000);
  await once((first as Socket).resume(), 'close');
});

import assert from 'node:assert/strict';
import { duplexPair } from 'node:stream';
import { describe, it } from 'node:test';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { Throttle } from '../../../src/gateway/mqtt/connection/throttle.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

/** A client that subscribes to `a` and then reads nothing until told to. */
async function dialDeaf(gateway: TestGateway, qos: 0 | 1) {
  const [stream, theirs] = duplexPair();
  const closed = new Promise<void>((resolve) => theirs.on('close', resolve));
  gateway.accept(theirs, { certificateId: 'c', address: undefined });
  const send = (packet: Packet) => stream.write(mqttPacket.generate(packet));
  const texts: string[] = [];
  const parser = mqttPacket.parser().on('packet', (packet) => {
    if (packet.cmd !== 'publish') return;
    texts.push(packet.payload.toString().slice(0, 3));
    if (packet.qos === 1) send({ cmd: 'puback', messageId: packet.messageId ?? 0, reasonCode: 0 });
  });
  send({ cmd: 'connect', clientId: 'deaf', clean: true, keepalive: 60 });
  send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos }] });
  // Another client's round trip comes after both.
  await (await gateway.connect('other')).settled();
  stream.on('end', () => stream.end());
  const listen = () => stream.on('data', (chunk: Buffer) => parser.parse(chunk));
  return { stream, send, texts, listen, closed };
}

const text = (number: number) => `${number}`.padStart(3, '0').padEnd(10_000, '.');
const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('A client that does not read', () => {
  it('misses QoS 0 messages beyond a bound and gets the QoS 1 messages later', async (t) => {
    const gateway = startTestGateway(t, undefined, { outgoingPauseBytes: 50_000 });
    const deaf = await dialDeaf(gateway, 1);
    for (let number = 0; number < 20; number += 1) gateway.publish('a', text(number));
    await tick();
    deaf.listen();
    while (deaf.texts.length < 20) await tick();
    assert.deepEqual(
      deaf.texts,
      Array.from({ length: 20 }, (_, number) => text(number).slice(0, 3)),
    );

    const second = startTestGateway(t, undefined, { outgoingPauseBytes: 50_000 });
    const forgetful = await dialDeaf(second, 0);
    for (let number = 0; number < 20; number += 1) second.publish('a', text(number));
    await tick();
    forgetful.listen();
    while (forgetful.texts.length === 0) await tick();
    second.publish('a', text(99));
    while (forgetful.texts.at(-1) !== '099') await tick();
    assert.ok(forgetful.texts.length >= 5 && forgetful.texts.length < 10, `${forgetful.texts.length} of 21`);
  });

  it('is not read from until it reads', async (t) => {
    const gateway = startTestGateway(t, undefined, { outgoingPauseBytes: 50_000 });
    const listener = await gateway.connect('listener');
    await listener.subscribe('b');
    const deaf = await dialDeaf(gateway, 1);
    for (let number = 0; number < 20; number += 1) gateway.publish('a', text(number));
    await tick();
    deaf.send({ cmd: 'publish', topic: 'b', payload: 'x', qos: 0, dup: false, retain: false });
    await tick();
    assert.deepEqual(await listener.settled(), []);
    deaf.listen();
    assert.equal((await listener.nextMessage()).text, 'x');
  });

  it('is cut off at a bound', async (t) => {
    const gateway = startTestGateway(t, undefined, { outgoingPauseBytes: 100_000, outgoingLimitBytes: 50_000 });
    const deaf = await dialDeaf(gateway, 1);
    for (let number = 0; number < 20; number += 1) gateway.publish('a', text(number));
    await deaf.closed;
    assert.equal(gateway.hasSubscriber('a'), false);
  });
});

describe('A connection with a rate', () => {
  it('is read more slowly, and loses nothing', async (t) => {
    const gateway = startTestGateway(t, undefined, { publishesPerSecond: 2_000 });
    const client = await gateway.connect('device');
    await client.subscribe('a', { qos: 0 });
    const begun = performance.now();
    for (let count = 0; count < 2_200; count += 1) client.publish('a', '', { qos: 0 });
    assert.equal((await client.settled()).length, 2_200);
    assert.ok(performance.now() - begun >= 95);
  });
});

describe('Throttle', () => {
  it('lets a second of either rate pass at once, then pauses for as long as the excess takes', () => {
    const throttle = new Throttle({ publishesPerSecond: 10, receivedBytesPerSecond: 1_000 }, 0);
    for (let count = 0; count < 10; count += 1) assert.equal(throttle.count(10, 0), 0);
    assert.equal(throttle.count(10, 0), 100);
    assert.equal(throttle.count(10, 200), 0);
    // A second later nothing of this is left.
    assert.equal(throttle.count(1_500, 2_000), 500);
  });
});

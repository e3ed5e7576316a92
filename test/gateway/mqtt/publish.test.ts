import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestGateway } from './test-gateway.ts';

describe('PUBLISH', () => {
  it('reaches subscribers of both versions, at the lower of both QoS', async (t) => {
    const gateway = startTestGateway(t);
    const zero = await gateway.connect('zero');
    const one = await gateway.connect('one', { protocolVersion: 5 });
    assert.deepEqual(await zero.subscribe('a/+', { qos: 0 }), [0]);
    assert.deepEqual(await one.subscribe('a/#', { qos: 2 }), [1]);
    const publisher = await gateway.connect('publisher');
    const messageId = publisher.publish('a/b', 'hello');
    assert.equal((await publisher.next('puback')).messageId, messageId);
    assert.equal((await zero.next('publish')).qos, 0);
    const message = await one.next('publish');
    assert.deepEqual([message.qos, message.topic, message.payload.toString()], [1, 'a/b', 'hello']);
    publisher.publish('a/b', 'hello', { qos: 0 });
    assert.equal((await one.next('publish')).qos, 0);
  });

  it('reaches a session with overlapping subscriptions once, at the highest QoS it was granted', async (t) => {
    const client = await startTestGateway(t).connect('device');
    await client.subscribe('a/+', { qos: 0 });
    await client.subscribe('a/b', { qos: 1 });
    await client.subscribe('#', { qos: 0 });
    client.publish('a/b', 'x');
    const packets = (await client.settled()).filter((packet) => packet.cmd === 'publish');
    assert.deepEqual(
      packets.map(({ qos }) => qos),
      [1],
    );
  });

  it('comes back to its publisher, unless that asked for No Local', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    await client.subscribe('a', { nl: true });
    await client.subscribe('b');
    client.publish('a', 'x', { qos: 0 });
    client.publish('b', 'x', { qos: 0 });
    const packets = await client.settled();
    assert.deepEqual(
      packets.map((packet) => packet.cmd === 'publish' && packet.topic),
      ['b'],
    );
  });

  it('ends the connection at QoS 2', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('new', { protocolVersion: 5 });
    client.publish('a', 'x', { qos: 2 });
    assert.equal((await client.next('disconnect')).reasonCode, 0x9b);
    const old = await gateway.connect('old');
    old.publish('a', 'x', { qos: 2 });
    assert.equal(await old.nextOfAll(), undefined);
  });

  it('passes the properties of MQTT 5 on, and drops them for 3.1.1', async (t) => {
    const gateway = startTestGateway(t);
    const old = await gateway.connect('old');
    const client = await gateway.connect('new', { protocolVersion: 5 });
    await old.subscribe('a', { qos: 0 });
    await client.subscribe('a', { qos: 0 });
    const properties = {
      payloadFormatIndicator: true,
      contentType: 'text/plain',
      responseTopic: 'r',
      correlationData: Buffer.from('c'),
      userProperties: { k: ['1', '2'] },
    };
    client.publish('a', 'x', { qos: 0, properties });
    const { userProperties, ...others } = (await client.next('publish')).properties ?? {};
    assert.deepEqual(
      [{ ...userProperties }, others],
      [{ k: ['1', '2'] }, { ...others, contentType: 'text/plain', responseTopic: 'r' }],
    );
    assert.deepEqual(others.correlationData, Buffer.from('c'));
    const plain = await old.next('publish');
    assert.deepEqual([plain.payload.toString(), plain.properties], ['x', undefined]);
  });

  it('may name its topic by an alias that it has given', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    await client.subscribe('a/b', { qos: 0 });
    client.publish('a/b', '1', { qos: 0, properties: { topicAlias: 8 } });
    client.publish('', '2', { qos: 0, properties: { topicAlias: 8 } });
    assert.equal((await client.nextMessage()).text, '1');
    assert.deepEqual(await client.nextMessage(), { topic: 'a/b', text: '2' });
  });

  it('ends the connection for an alias beyond the maximum, or one without a topic', async (t) => {
    const gateway = startTestGateway(t);
    for (const [topicAlias, reasonCode] of [
      [9, 0x94],
      [0, 0x94],
      [1, 0x82],
    ] as const) {
      const client = await gateway.connect('device', { protocolVersion: 5 });
      client.publish('', 'x', { qos: 0, properties: { topicAlias } });
      assert.equal((await client.next('disconnect')).reasonCode, reasonCode);
    }
  });

  it('ends the connection with a payload beyond 128 KB', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('new', { protocolVersion: 5 });
    client.publish('a', Buffer.alloc(131_072));
    await client.next('puback');
    client.publish('a', Buffer.alloc(131_073));
    assert.equal((await client.next('disconnect')).reasonCode, 0x95);
    const old = await gateway.connect('old');
    old.publish('a', Buffer.alloc(131_073));
    assert.equal(await old.nextOfAll(), undefined);
  });

  it('is refused on a topic that is too long or too deep', async (t) => {
    const gateway = startTestGateway(t);
    for (const topic of ['t'.repeat(257), 'a/b/c/d/e/f/g/h/i']) {
      const client = await gateway.connect('new', { protocolVersion: 5 });
      client.publish(topic, 'x');
      assert.equal((await client.next('puback')).reasonCode, 0x90, topic);
      const old = await gateway.connect('old');
      old.publish(topic, 'x');
      assert.equal(await old.nextOfAll(), undefined, topic);
    }
  });

  it('is acknowledged and dropped on reserved topics that nobody may publish', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener');
    await listener.subscribe('$aws/#');
    const client = await gateway.connect('new', { protocolVersion: 5 });
    const old = await gateway.connect('old');
    const topics = [
      '$aws/things/t/jobs/get/accepted',
      '$aws/things/t/jobs/notify',
      '$aws/events/a',
      '$SYS/a',
      '$aws/things/t/shadow/get',
    ];
    for (const topic of topics) {
      client.publish(topic, 'x');
      assert.equal((await client.next('puback')).reasonCode, 0x87, topic);
      old.publish(topic, 'x');
      await old.next('puback');
    }
    const heard = (await listener.settled()).flatMap((packet) => (packet.cmd === 'publish' ? [packet.topic] : []));
    assert.deepEqual(
      heard.filter((topic) => topics.includes(topic)),
      [],
    );
  });

  it('keeps nothing on reserved topics', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('new', { protocolVersion: 5 });
    client.publish('$aws/things/t/jobs/get', '', { retain: true });
    assert.equal((await client.next('puback')).reasonCode, 0x87);
    const old = await gateway.connect('old');
    old.publish('$aws/things/t/jobs/get', '', { retain: true });
    assert.equal(await old.nextOfAll(), undefined);
  });

  it('never exceeds the packet size that the receiver takes', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device', { protocolVersion: 5, properties: { maximumPacketSize: 50 } });
    await client.subscribe('a');
    client.publish('a', 'x'.repeat(60), { qos: 0 });
    client.publish('a', 'short', { qos: 0 });
    assert.equal((await client.nextMessage()).text, 'short');
  });
});

describe('Messages in flight', () => {
  it('are no more than the receiver allows; the others follow its acknowledgements', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device', { protocolVersion: 5, properties: { receiveMaximum: 2 } });
    await client.subscribe('a');
    for (const text of ['1', '2', '3', '4']) gateway.publish('a', text);
    const first = await client.next('publish');
    const second = await client.next('publish');
    assert.deepEqual(await client.settled(), []);
    client.acknowledge(second.messageId);
    const third = await client.next('publish');
    assert.equal(third.payload.toString(), '3');
    assert.notEqual(third.messageId, first.messageId);
    assert.deepEqual(await client.settled(), []);
    client.acknowledge(first.messageId);
    assert.equal((await client.next('publish')).payload.toString(), '4');
  });

  it('are at most 100 by themselves', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device');
    await client.subscribe('a');
    for (let count = 0; count < 150; count += 1) gateway.publish('a', `${count}`);
    assert.equal((await client.settled()).length, 100);
  });
});

describe('Retained messages', () => {
  it('come with an exact subscription, never with a wildcard', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device');
    client.publish('a/b', 'kept', { retain: true });
    await client.next('puback');
    await client.subscribe('a/+');
    assert.deepEqual(await client.settled(), []);
    await client.subscribe('a/b');
    const message = await client.next('publish');
    assert.deepEqual([message.payload.toString(), message.retain], ['kept', true]);
  });

  it('are deleted by an empty payload', async (t) => {
    const client = await startTestGateway(t).connect('device');
    client.publish('a', 'kept', { retain: true });
    client.publish('a', '', { retain: true });
    await client.next('puback');
    await client.next('puback');
    await client.subscribe('a');
    assert.deepEqual(await client.settled(), []);
  });

  it('honour Retain Handling and Retain As Published', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    client.publish('a', 'kept', { retain: true });
    await client.next('puback');
    await client.subscribe('a', { rh: 2, qos: 0 });
    await client.subscribe('a', { rh: 1, qos: 0 });
    assert.deepEqual(await client.settled(), []);
    await client.subscribe('a', { rh: 0, rap: true, qos: 0 });
    assert.equal((await client.next('publish')).retain, true);
    client.publish('a', 'live', { retain: true, qos: 0 });
    assert.equal((await client.next('publish')).retain, true);
    await client.subscribe('a', { rh: 2, rap: false, qos: 0 });
    client.publish('a', 'live', { retain: true, qos: 0 });
    assert.equal((await client.next('publish')).retain, false);
  });

  it('expire', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device', { protocolVersion: 5 });
    client.publish('a', 'kept', { retain: true, properties: { messageExpiryInterval: 60 } });
    await client.next('puback');
    gateway.clock.advance(59_000);
    await client.subscribe('a', { qos: 0 });
    assert.equal((await client.next('publish')).properties?.messageExpiryInterval, 1);
    gateway.clock.advance(1_000);
    await client.subscribe('a', { qos: 0 });
    assert.deepEqual(await client.settled(), []);
  });
});

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestGateway } from './test-gateway.ts';

const filters = (count: number, prefix = 'f') => Array.from({ length: count }, (_, index) => `${prefix}/${index}`);

describe('SUBSCRIBE', () => {
  it('is in effect before it is answered', async (t) => {
    const client = await startTestGateway(t).connect('device');
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 1 }] });
    client.publish('a', 'x', { qos: 0 });
    await client.next('suback');
    assert.equal((await client.nextMessage()).text, 'x');
  });

  it('answers each filter on its own in MQTT 5', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    const granted = await client.subscribe([
      'a',
      'a#',
      '$SYS/#',
      '$share/g',
      'a/b/c/d/e/f/g/h/i',
      '$aws/things/t/jobs/#',
    ]);
    assert.deepEqual(granted, [1, 0x8f, 0x87, 0x8f, 0x8f, 1]);
  });

  it('ends a 3.1.1 connection that asks for what is not allowed', async (t) => {
    const gateway = startTestGateway(t);
    for (const bad of ['a#', '$SYS/#', 'a/b/c/d/e/f/g/h/i', 'f'.repeat(257)]) {
      const client = await gateway.connect('device');
      client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: bad, qos: 1 }] });
      assert.equal(await client.nextOfAll(), undefined, bad);
    }
  });

  it('takes at most eight filters', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('new', { protocolVersion: 5 });
    assert.deepEqual(await client.subscribe(filters(8)), Array(8).fill(1));
    assert.deepEqual(await client.subscribe(filters(9, 'g')), Array(9).fill(0x97));
    const old = await gateway.connect('old');
    old.send({ cmd: 'subscribe', messageId: 1, subscriptions: filters(9).map((topic) => ({ topic, qos: 1 })) });
    assert.equal(await old.nextOfAll(), undefined);
  });

  it('takes at most fifty subscriptions of a session, and renews those it has', async (t) => {
    const gateway = startTestGateway(t, undefined, { subscriptionsPerSession: 3 });
    const client = await gateway.connect('new', { protocolVersion: 5 });
    assert.deepEqual(await client.subscribe(filters(4)), [1, 1, 1, 0x97]);
    assert.deepEqual(await client.subscribe(filters(1), { qos: 0 }), [0]);
    const old = await gateway.connect('old');
    assert.deepEqual(await old.subscribe(filters(4)), [1, 1, 1, 0x80]);
  });

  it('ends the connection for a subscription identifier', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    const properties = { subscriptionIdentifier: 1 };
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 1 }], properties });
    assert.equal((await client.next('disconnect')).reasonCode, 0xa1);
  });
});

describe('UNSUBSCRIBE', () => {
  it('is answered, also where there was no subscription', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    await client.subscribe('a');
    client.send({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['a', 'b'] });
    const { messageId, granted } = await client.next('unsuback');
    assert.deepEqual([messageId, granted], [9, [0, 0x11]]);
    client.publish('a', 'x', { qos: 0 });
    assert.deepEqual(await client.settled(), []);
  });
});

describe('A shared subscription', () => {
  it('gives each message to one member, in turns', async (t) => {
    const gateway = startTestGateway(t);
    const members = [await gateway.connect('one', { protocolVersion: 5 }), await gateway.connect('two')];
    for (const member of members) assert.deepEqual(await member.subscribe('$share/g/a/+', { qos: 0 }), [0]);
    for (const text of ['1', '2', '3', '4']) {
      assert.equal(gateway.hasSubscriber('a/b'), true);
      gateway.publish('a/b', text);
    }
    for (const [index, member] of members.entries()) {
      const texts = (await member.settled()).map((packet) => packet.cmd === 'publish' && packet.payload.toString());
      assert.deepEqual(texts, index === 0 ? ['1', '3'] : ['2', '4']);
    }
  });

  it('leaves out members that are away, and keeps messages when all are', async (t) => {
    const gateway = startTestGateway(t);
    const away = await gateway.connect('away', { clean: false });
    await away.subscribe('$share/g/a');
    away.send({ cmd: 'disconnect' });
    await away.closed;
    const member = await gateway.connect('here');
    await member.subscribe('$share/g/a');
    for (const text of ['1', '2']) {
      gateway.publish('a', text);
      assert.equal((await member.nextMessage()).text, text);
    }
    member.send({ cmd: 'disconnect' });
    await member.closed;
    gateway.publish('a', '3');
    const again = await gateway.connect('away', { clean: false });
    assert.equal((await again.nextMessage()).text, '3');
  });

  it('comes beside the own subscriptions of its members and other groups, without retained messages', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    client.publish('a', 'kept', { retain: true });
    await client.next('puback');
    await client.subscribe(['$share/g/a', '$share/h/a'], { qos: 0 });
    assert.deepEqual(await client.settled(), []);
    await client.subscribe('a', { qos: 0, rh: 2 });
    client.publish('a', 'x', { qos: 0 });
    assert.equal((await client.settled()).length, 3);
    client.send({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['$share/g/a', '$share/h/a'] });
    await client.next('unsuback');
    client.publish('a', 'x', { qos: 0 });
    assert.equal((await client.settled()).length, 1);
  });

  it('gives what a member did not acknowledge to another when its connection ends', async (t) => {
    const gateway = startTestGateway(t);
    const packet = { protocolVersion: 5, properties: { receiveMaximum: 2, sessionExpiryInterval: 60 } } as const;
    const member = await gateway.connect('one', packet);
    await member.subscribe(['$share/g/a', 'b']);
    for (const topic of ['a', 'b', 'a']) gateway.publish(topic, topic);
    // Two are in flight, and one waits.
    assert.equal((await member.settled()).length, 2);
    const other = await gateway.connect('two');
    await other.subscribe('$share/g/a');
    assert.deepEqual(await other.settled(), []);
    member.stream.destroy();
    for (let count = 0; count < 2; count += 1) {
      const { dup, messageId, topic } = await other.next('publish');
      assert.deepEqual([topic, dup], ['a', false]);
      other.acknowledge(messageId);
    }
    // What was its own is kept for it.
    const again = await gateway.connect('one', { ...packet, clean: false });
    assert.equal((await again.nextMessage()).topic, 'b');
    assert.deepEqual(await again.settled(), []);
  });

  it('gives what waited for a session that ends to another member, also to one that is away', async (t) => {
    const gateway = startTestGateway(t);
    const away = await gateway.connect('away', { protocolVersion: 5, properties: { sessionExpiryInterval: 60 } });
    await away.subscribe('$share/g/a');
    away.send({ cmd: 'disconnect', reasonCode: 0 });
    await away.closed;
    gateway.publish('a', 'x');
    const keeper = await gateway.connect('keeper', { clean: false });
    await keeper.subscribe('$share/g/a');
    keeper.send({ cmd: 'disconnect' });
    await keeper.closed;
    gateway.clock.advance(60_000);
    gateway.watch(performance.now());
    const again = await gateway.connect('keeper', { clean: false });
    assert.equal((await again.nextMessage()).text, 'x');
  });

  it('does not hide messages from itself', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '$share/g/a', qos: 1, nl: true }] });
    assert.equal((await client.next('disconnect')).reasonCode, 0x82);
  });
});

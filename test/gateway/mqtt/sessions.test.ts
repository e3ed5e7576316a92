import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

/** Leaves a session with a QoS 1 subscription to `a` behind. */
async function leaveSession(gateway: TestGateway): Promise<void> {
  const client = await gateway.connect('device', { clean: false });
  await client.subscribe('a');
  client.send({ cmd: 'disconnect' });
  await client.closed;
}

/** Lets time pass in which nobody sends anything. */
function passSilently(gateway: TestGateway, milliseconds: number): void {
  const now = performance.now();
  gateway.watch(now);
  gateway.watch(now + milliseconds);
}

describe('A kept session', () => {
  it('keeps its subscriptions and its QoS 1 messages while the client is away', async (t) => {
    const gateway = startTestGateway(t);
    await leaveSession(gateway);
    assert.equal(gateway.hasSubscriber('a'), true);
    gateway.publish('a', '1');
    gateway.publish('a', '2');
    const client = gateway.dial();
    client.connect('device', { clean: false });
    assert.equal((await client.next('connack')).sessionPresent, true);
    assert.equal((await client.nextMessage()).text, '1');
    assert.equal((await client.nextMessage()).text, '2');
    gateway.publish('a', '3');
    assert.equal((await client.nextMessage()).text, '3');
  });

  it('tells whether and since when its client is connected', async (t) => {
    const gateway = startTestGateway(t);
    assert.equal(gateway.findClient('device', []), undefined);
    gateway.clock.advance(1_000);
    const client = await gateway.connect('device', { clean: false });
    const since = gateway.clock.now();
    gateway.clock.advance(1_000);
    assert.deepEqual(gateway.findClient('device', ['f'.repeat(64)]), { clientId: 'device', since });
    client.send({ cmd: 'disconnect' });
    await client.closed;
    assert.equal(gateway.findClient('device', []), undefined);
  });

  it('is open to the other version of the protocol', async (t) => {
    const gateway = startTestGateway(t);
    await leaveSession(gateway);
    gateway.publish('a', '1');
    const client = gateway.dial({ version: 5 });
    client.connect('device', { clean: false });
    assert.equal((await client.next('connack')).sessionPresent, true);
    assert.equal((await client.nextMessage()).text, '1');
  });

  it('sends again, marked as duplicate, what was not acknowledged', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device', { clean: false });
    await client.subscribe('a');
    gateway.publish('a', '1');
    const first = await client.next('publish');
    const again = await gateway.connect('device', { clean: false });
    const second = await again.next('publish');
    assert.deepEqual([second.messageId, second.dup, second.payload.toString()], [first.messageId, true, '1']);
    again.acknowledge(second.messageId);
    gateway.publish('a', '2');
    assert.equal((await again.next('publish')).dup, false);
  });

  it('ends when the client starts anew', async (t) => {
    const gateway = startTestGateway(t);
    await leaveSession(gateway);
    gateway.publish('a', '1');
    const client = gateway.dial();
    client.connect('device', { clean: true });
    assert.equal((await client.next('connack')).sessionPresent, false);
    assert.deepEqual(await client.settled(), []);
    assert.equal(gateway.hasSubscriber('a'), false);
  });

  it('of 3.1.1 ends after an hour away', async (t) => {
    const gateway = startTestGateway(t);
    await leaveSession(gateway);
    gateway.clock.advance(3_599_000);
    gateway.watch(performance.now());
    assert.equal(gateway.hasSubscriber('a'), true);
    gateway.clock.advance(1_000);
    gateway.watch(performance.now());
    assert.equal(gateway.hasSubscriber('a'), false);
  });

  it('of MQTT 5 lives as long as the client says, which DISCONNECT may change', async (t) => {
    const gateway = startTestGateway(t);
    const properties = { sessionExpiryInterval: 10 };
    const client = await gateway.connect('device', { protocolVersion: 5, properties });
    await client.subscribe('a');
    client.send({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 100 } });
    await client.closed;
    gateway.clock.advance(99_000);
    const again = gateway.dial({ version: 5 });
    again.connect('device', { clean: false, properties });
    assert.equal((await again.next('connack')).sessionPresent, true);
    again.send({ cmd: 'disconnect', reasonCode: 0 });
    await again.closed;
    gateway.clock.advance(10_000);
    const late = gateway.dial({ version: 5 });
    late.connect('device', { clean: false, properties });
    assert.equal((await late.next('connack')).sessionPresent, false);
  });

  it('that was to end with its connection cannot be prolonged by DISCONNECT', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    client.send({ cmd: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 100 } });
    assert.equal((await client.next('disconnect')).reasonCode, 0x82);
  });

  it('drops its oldest messages beyond its limits in number and bytes', async (t) => {
    const gateway = startTestGateway(t, undefined, { queuedMessagesPerSession: 3 });
    await leaveSession(gateway);
    for (const text of ['1', '2', '3', '4', '5']) gateway.publish('a', text);
    const client = await gateway.connect('device', { clean: false });
    for (const text of ['3', '4', '5']) assert.equal((await client.nextMessage()).text, text);
    assert.deepEqual(await client.settled(), []);

    const small = startTestGateway(t, undefined, { queuedBytesPerSession: 1_000 });
    await leaveSession(small);
    small.publish('a', 'x'.repeat(600));
    small.publish('a', 'y'.repeat(600));
    const other = await small.connect('device', { clean: false });
    assert.match((await other.nextMessage()).text, /^y+$/);
    assert.deepEqual(await other.settled(), []);
  });

  it('makes room when too many clients are away', async (t) => {
    const gateway = startTestGateway(t, undefined, { offlineSessions: 1 });
    await leaveSession(gateway);
    const client = await gateway.connect('second', { clean: false });
    await client.subscribe('b');
    client.send({ cmd: 'disconnect' });
    await client.closed;
    assert.deepEqual([gateway.hasSubscriber('a'), gateway.hasSubscriber('b')], [false, true]);
  });

  it('keeps no message beyond its expiry', async (t) => {
    const gateway = startTestGateway(t);
    await leaveSession(gateway);
    const publisher = await gateway.connect('publisher', { protocolVersion: 5 });
    publisher.publish('a', 'short', { properties: { messageExpiryInterval: 10 } });
    publisher.publish('a', 'long', { properties: { messageExpiryInterval: 100 } });
    await publisher.settled();
    gateway.clock.advance(10_000);
    const client = await gateway.connect('device', { clean: false });
    assert.equal((await client.nextMessage()).text, 'long');
  });
});

describe('A session without a future', () => {
  it('ends with its connection', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device');
    await client.subscribe('a');
    assert.equal(gateway.hasSubscriber('a'), true);
    client.stream.destroy();
    await client.closed;
    assert.equal(gateway.hasSubscriber('a'), false);
  });
});

describe('hasSubscriber', () => {
  it('does not count a QoS 0 subscription of a client that is away', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device', { clean: false });
    await client.subscribe('$aws/things/+/jobs/notify', { qos: 0 });
    const topic = '$aws/things/t/jobs/notify';
    assert.equal(gateway.hasSubscriber(topic), true);
    client.send({ cmd: 'disconnect' });
    await client.closed;
    assert.equal(gateway.hasSubscriber(topic), false);
  });
});

describe('A will', () => {
  const will = { topic: 'will', payload: Buffer.from('gone'), qos: 1 as const };

  it('is published when the connection is lost, the protocol is broken, the keep-alive runs out or the id is taken over', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener', { keepalive: 0 });
    await listener.subscribe('will');
    const endings: readonly ((client: Awaited<ReturnType<TestGateway['connect']>>) => unknown)[] = [
      (client) => client.stream.destroy(),
      (client) => client.send({ cmd: 'pubrel', messageId: 1, reasonCode: 0 }),
      () => gateway.connect('device'),
      () => passSilently(gateway, 10_000),
    ];
    for (const end of endings) {
      const client = await gateway.connect('device', { will, keepalive: 5 });
      await end(client);
      assert.equal((await listener.nextMessage()).text, 'gone');
    }
  });

  it('is not published after an orderly DISCONNECT, unless MQTT 5 asks for it', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener');
    await listener.subscribe('will');
    const old = await gateway.connect('device', { will });
    old.send({ cmd: 'disconnect' });
    await old.closed;
    assert.deepEqual(await listener.settled(), []);
    const client = await gateway.connect('device', { protocolVersion: 5, will });
    client.send({ cmd: 'disconnect', reasonCode: 0x04 });
    assert.equal((await listener.nextMessage()).text, 'gone');
  });

  it('waits for its delay, and is forgotten if the session goes on in time', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener');
    await listener.subscribe('will');
    const packet = {
      protocolVersion: 5 as const,
      clean: false,
      properties: { sessionExpiryInterval: 1_000 },
      will: { ...will, properties: { willDelayInterval: 60 } },
    };
    const first = await gateway.connect('device', packet);
    first.stream.destroy();
    await first.closed;
    gateway.clock.advance(59_000);
    gateway.watch(performance.now());
    const second = await gateway.connect('device', packet);
    gateway.clock.advance(10_000);
    gateway.watch(performance.now());
    assert.deepEqual(await listener.settled(), []);
    second.stream.destroy();
    await second.closed;
    gateway.clock.advance(60_000);
    gateway.watch(performance.now());
    assert.equal((await listener.nextMessage()).text, 'gone');
  });

  it('does not wait beyond the end of its session', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener');
    await listener.subscribe('will');
    const packet = { protocolVersion: 5 as const, will: { ...will, properties: { willDelayInterval: 60 } } };
    const client = await gateway.connect('device', packet);
    client.stream.destroy();
    assert.equal((await listener.nextMessage()).text, 'gone');
  });

  it('keeps its properties and may be retained', async (t) => {
    const gateway = startTestGateway(t);
    const properties = { contentType: 'text/plain', messageExpiryInterval: 60, userProperties: { k: 'v' } };
    const client = await gateway.connect('device', { protocolVersion: 5, will: { ...will, retain: true, properties } });
    client.stream.destroy();
    await client.closed;
    const listener = await gateway.connect('listener', { protocolVersion: 5 });
    await listener.subscribe('will');
    const message = await listener.next('publish');
    assert.equal(message.retain, true);
    assert.equal(message.properties?.contentType, 'text/plain');
    assert.equal(message.properties?.messageExpiryInterval, 60);
  });
});

describe('Presence events', () => {
  it('tell who comes and goes, with one version number for both', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener');
    await listener.subscribe('$aws/events/presence/#');
    for (const versionNumber of [0, 1]) {
      const client = await gateway.connect('device');
      const connected = await listener.nextMessage();
      client.send({ cmd: 'disconnect' });
      const disconnected = await listener.nextMessage();
      assert.equal(connected.topic, '$aws/events/presence/connected/device');
      assert.equal(disconnected.topic, '$aws/events/presence/disconnected/device');
      const body = JSON.parse(connected.text) as Record<string, unknown>;
      const common = {
        clientId: 'device',
        timestamp: gateway.clock.now(),
        sessionIdentifier: body['sessionIdentifier'],
        principalIdentifier: 'c'.repeat(64),
        versionNumber,
      };
      assert.match(String(body['sessionIdentifier']), /^[0-9a-f]{32}$/);
      assert.deepEqual(body, { ...common, eventType: 'connected', ipAddress: '192.0.2.1' });
      assert.deepEqual(JSON.parse(disconnected.text), {
        ...common,
        eventType: 'disconnected',
        clientInitiatedDisconnect: true,
        disconnectReason: 'CLIENT_INITIATED_DISCONNECT',
      });
    }
  });

  it('name the reason', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener', { keepalive: 0 });
    await listener.subscribe('$aws/events/presence/disconnected/+');
    const lost = await gateway.connect('lost');
    lost.stream.destroy();
    assert.match((await listener.nextMessage()).text, /"disconnectReason":"CONNECTION_LOST"/);
    await gateway.connect('twice');
    await gateway.connect('twice', { keepalive: 5 });
    assert.match((await listener.nextMessage()).text, /"disconnectReason":"DUPLICATE_CLIENTID"/);
    passSilently(gateway, 10_000);
    assert.match((await listener.nextMessage()).text, /"disconnectReason":"MQTT_KEEP_ALIVE_TIMEOUT"/);
  });

  it('do not exist for client ids with wildcards', async (t) => {
    const gateway = startTestGateway(t);
    const listener = await gateway.connect('listener');
    await listener.subscribe('$aws/events/presence/#');
    await gateway.connect('a+b');
    await gateway.connect('a#');
    assert.deepEqual(await listener.settled(), []);
  });
});

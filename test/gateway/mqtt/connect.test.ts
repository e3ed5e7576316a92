import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTestGateway } from './test-gateway.ts';

describe('CONNECT', () => {
  it('is accepted in 3.1.1 with nothing but a return code', async (t) => {
    const client = startTestGateway(t).dial();
    client.connect('device');
    const { returnCode, sessionPresent } = await client.next('connack');
    assert.deepEqual({ returnCode, sessionPresent }, { returnCode: 0, sessionPresent: false });
  });

  it('is accepted in MQTT 5 with everything that the server limits', async (t) => {
    const client = startTestGateway(t).dial({ version: 5 });
    client.connect('device', { keepalive: 0, properties: { sessionExpiryInterval: 0xffffffff } });
    const { reasonCode, properties } = await client.next('connack');
    assert.equal(reasonCode, 0);
    assert.deepEqual(
      { ...properties },
      {
        sessionExpiryInterval: 604_800,
        receiveMaximum: 100,
        maximumQoS: 1,
        retainAvailable: true,
        maximumPacketSize: 149_504,
        topicAliasMaximum: 8,
        wildcardSubscriptionAvailable: true,
        subscriptionIdentifiersAvailable: false,
        sharedSubscriptionAvailable: true,
        serverKeepAlive: 1_200,
      },
    );
  });

  it('raises a keep-alive below the minimum and says so', async (t) => {
    const client = startTestGateway(t).dial({ version: 5 });
    client.connect('device', { keepalive: 1 });
    assert.equal((await client.next('connack')).properties?.serverKeepAlive, 5);
  });

  it('assigns a client id to an MQTT 5 client that has none', async (t) => {
    const client = startTestGateway(t).dial({ version: 5 });
    client.connect('');
    const id = (await client.next('connack')).properties?.assignedClientIdentifier;
    assert.match(id ?? '', /^[0-9a-f-]{36}$/);
  });

  it('assigns one silently in 3.1.1 with a clean session only', async (t) => {
    const gateway = startTestGateway(t);
    const clean = gateway.dial();
    clean.connect('');
    assert.equal((await clean.next('connack')).returnCode, 0);
    const kept = gateway.dial();
    // mqtt-packet does not write this packet.
    kept.stream.write(Buffer.from('100c00044d515454040000' + '3c0000', 'hex'));
    assert.equal((await kept.next('connack')).returnCode, 2);
    await kept.closed;
  });

  it('refuses client ids that start with $ or are longer than 128 bytes', async (t) => {
    const gateway = startTestGateway(t);
    for (const clientId of ['$device', 'é'.repeat(65)]) {
      const old = gateway.dial();
      old.connect(clientId);
      assert.equal((await old.next('connack')).returnCode, 2);
      await old.closed;
      const client = gateway.dial({ version: 5 });
      client.connect(clientId);
      assert.equal((await client.next('connack')).reasonCode, 0x85);
      await client.closed;
    }
  });

  it('ignores username and password', async (t) => {
    const client = startTestGateway(t).dial();
    client.connect('device', { username: '?SDK=JavaScript&Version=2.2.15', password: Buffer.from('x') });
    assert.equal((await client.next('connack')).returnCode, 0);
  });

  it('is answered in 3.1.1 form with return code 1 in any other version', async (t) => {
    const gateway = startTestGateway(t);
    for (const hex of ['101200064d51497364700302003c000464657669', '100c00044d5154540602003c0000']) {
      const client = gateway.dial();
      client.stream.write(Buffer.from(hex, 'hex'));
      assert.equal((await client.next('connack')).returnCode, 1);
      await client.closed;
    }
  });

  it('is closed without a word in 3.1.1, with 0x87 in MQTT 5, if the certificate does not admit', async (t) => {
    const gateway = startTestGateway(t);
    const old = gateway.dial({ certificateId: undefined });
    old.connect('device');
    assert.equal(await old.nextOfAll(), undefined);
    const client = gateway.dial({ version: 5, certificateId: undefined });
    client.connect('device');
    assert.equal((await client.next('connack')).reasonCode, 0x87);
    await client.closed;
  });

  it('must come first', async (t) => {
    const client = startTestGateway(t).dial();
    client.send({ cmd: 'pingreq' });
    assert.equal(await client.nextOfAll(), undefined);
  });

  it('must come once', async (t) => {
    const client = await startTestGateway(t).connect('device', { protocolVersion: 5 });
    client.connect('device');
    assert.equal((await client.next('disconnect')).reasonCode, 0x82);
    await client.closed;
  });

  it('may be followed by packets that do not wait for the answer', async (t) => {
    const client = startTestGateway(t).dial();
    client.connect('device');
    client.send({ cmd: 'pingreq' });
    await client.next('connack');
    await client.next('pingresp');
  });

  it('refuses enhanced authentication, and a receive maximum or packet size of 0', async (t) => {
    const gateway = startTestGateway(t);
    const cases = [
      [{ authenticationMethod: 'SCRAM' }, 0x8c],
      [{ receiveMaximum: 0 }, 0x82],
      [{ maximumPacketSize: 0 }, 0x82],
    ] as const;
    for (const [properties, reasonCode] of cases) {
      const client = gateway.dial({ version: 5 });
      client.connect('device', { properties });
      assert.equal((await client.next('connack')).reasonCode, reasonCode);
    }
  });

  it('refuses wills at QoS 2 and on topics that nobody may publish', async (t) => {
    const gateway = startTestGateway(t);
    const cases = [
      ['a', 2, 0x9b],
      ['a/+', 1, 0x90],
      ['$aws/things/a/jobs/get', 1, 0x90],
    ] as const;
    for (const [topic, qos, reasonCode] of cases) {
      const client = gateway.dial({ version: 5 });
      client.connect('device', { will: { topic, qos, payload: Buffer.from('x') } });
      assert.equal((await client.next('connack')).reasonCode, reasonCode);
      const old = gateway.dial();
      old.connect('device', { will: { topic, qos, payload: Buffer.from('x') } });
      assert.equal(await old.nextOfAll(), undefined);
    }
  });
});

describe('A client id that connects again', () => {
  it('takes over: the earlier connection is told and closed', async (t) => {
    const gateway = startTestGateway(t);
    const first = await gateway.connect('device', { protocolVersion: 5 });
    const second = await gateway.connect('device');
    assert.equal((await first.next('disconnect')).reasonCode, 0x8e);
    await first.closed;
    const third = await gateway.connect('device');
    assert.equal(await second.nextOfAll(), undefined);
    assert.deepEqual(await third.settled(), []);
  });

  it('does not take over when its own CONNECT is refused', async (t) => {
    const gateway = startTestGateway(t);
    const first = await gateway.connect('device');
    const second = gateway.dial({ certificateId: undefined });
    second.connect('device');
    await second.closed;
    assert.deepEqual(await first.settled(), []);
  });
});

describe('A connection', () => {
  it('is closed if no CONNECT comes within 10 s, whatever else dribbles in', async (t) => {
    const gateway = startTestGateway(t);
    const client = gateway.dial();
    client.stream.write(Buffer.from([0x10]));
    gateway.watch(performance.now() + 9_000);
    assert.equal(client.stream.readableEnded, false);
    gateway.watch(performance.now() + 10_500);
    await client.closed;
  });

  it('is closed after one and a half keep-alives of silence', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device', { protocolVersion: 5, keepalive: 20 });
    gateway.watch(performance.now());
    gateway.watch(performance.now() + 29_000);
    assert.deepEqual(await client.settled(), []);
    gateway.watch(performance.now() + 29_500);
    gateway.watch(performance.now() + 29_500 + 29_000);
    assert.deepEqual(await client.settled(), []);
    gateway.watch(performance.now() + 60_000);
    gateway.watch(performance.now() + 91_000);
    assert.equal((await client.next('disconnect')).reasonCode, 0x8d);
    await client.closed;
  });

  it('is told when the server shuts down', async (t) => {
    const gateway = startTestGateway(t);
    const client = await gateway.connect('device', { protocolVersion: 5 });
    const closed = gateway.close();
    assert.equal((await client.next('disconnect')).reasonCode, 0x8b);
    await Promise.all([closed, client.closed]);
  });
});

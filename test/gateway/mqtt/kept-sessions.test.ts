/** Sessions that outlive the gateway: one is stopped or forgotten, and another takes up what is in the database. */
import assert from 'node:assert/strict';
import { beforeEach, describe, it, type TestContext } from 'node:test';
import type { SessionStore } from '../../../src/gateway/mqtt/broker/session-keeper.ts';
import type { MqttSettings } from '../../../src/gateway/mqtt/settings.ts';
import { statement } from '../../../src/store/database/database.ts';
import { deleteMessages, listMessages, putMessages } from '../../../src/store/mqtt/mqtt-message.ts';
import { deleteSessions, listSessions, putSessions } from '../../../src/store/mqtt/mqtt-session.ts';
import { openTestDatabase } from '../../support/database.ts';
import { startTestGateway, type TestClient, type TestGateway } from './test-gateway.ts';

const database = await openTestDatabase();
let writes = 0;
const store: SessionStore = {
  put: (sessions) => {
    writes += 1;
    return putSessions(database, sessions);
  },
  remove: (clientIds) => {
    writes += 1;
    return deleteSessions(database, clientIds);
  },
  list: (after, limit) => listSessions(database, after, limit),
  messages: {
    put: (messages) => putMessages(database, messages),
    remove: (messages) => deleteMessages(database, messages),
    list: (after, limit) => listMessages(database, after, limit),
  },
};

async function start(context: TestContext, settings: Partial<MqttSettings> = {}, sessions = store) {
  const gateway = startTestGateway(context, undefined, settings, undefined, undefined, sessions);
  await gateway.restore();
  return gateway;
}

async function comeBack(gateway: TestGateway, clientId: string): Promise<{ client: TestClient; isPresent: boolean }> {
  const client = gateway.dial();
  client.connect(clientId, { clean: false });
  return { client, isPresent: (await client.next('connack')).sessionPresent };
}

describe('a session that is kept', () => {
  beforeEach(async () => {
    await database.query(statement('test.forgetSessions', 'DELETE FROM mqtt_session'));
    await database.query(statement('test.forgetMessages', 'DELETE FROM mqtt_message'));
    writes = 0;
  });

  it('has the subscriptions that were acknowledged, also if the server was not stopped', async (t) => {
    const first = await start(t);
    const device = await first.connect('device', { clean: false });
    await device.subscribe(['a', 'b/+', '$share/group/c']);
    await device.subscribe('quiet', { qos: 0 });
    // Nothing is told to the first gateway: for the database it is as if it had been killed here.
    const second = await start(t);
    second.publish('a', '1');
    second.publish('b/x', '2');
    second.publish('c', '3');
    second.publish('d', '4');
    const { client, isPresent } = await comeBack(second, 'device');
    assert.equal(isPresent, true);
    for (const expected of ['1', '2', '3']) assert.equal((await client.nextMessage()).text, expected);
    second.publish('quiet', '5');
    assert.deepEqual((await client.next('publish')).qos, 0);
  });

  it('does not have a subscription that was given up', async (t) => {
    const first = await start(t);
    const device = await first.connect('device', { clean: false });
    await device.subscribe(['a', 'b']);
    device.send({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['a'] });
    await device.next('unsuback');
    const second = await start(t);
    assert.deepEqual([second.hasSubscriber('a'), second.hasSubscriber('b')], [false, true]);
  });

  it('is owed what it did not get or acknowledge, in order, and nothing that it did', async (t) => {
    const first = await start(t);
    const device = await first.connect('device', { clean: false });
    await device.subscribe('a');
    const publisher = await first.connect('publisher');
    publisher.publish('a', '1');
    device.acknowledge((await device.next('publish')).messageId);
    await publisher.next('puback');
    publisher.publish('a', '2');
    await device.next('publish');
    await publisher.next('puback');
    device.send({ cmd: 'disconnect' });
    await device.closed;
    publisher.publish('a', Buffer.from([0, 255]));
    await publisher.next('puback');
    first.publish('a', '4');
    await first.kept();
    const second = await start(t);
    const { client } = await comeBack(second, 'device');
    const texts: string[] = [];
    for (let count = 0; count < 4 && texts.at(-1) !== '4'; count += 1) {
      const { messageId, payload } = await client.next('publish');
      texts.push(payload.toString('latin1'));
      client.acknowledge(messageId);
    }
    // The first was acknowledged just before the end, and may come once more.
    assert.deepEqual(texts.slice(-3), ['2', '\u0000\u00ff', '4']);
    assert.deepEqual(await client.settled(), []);
    await second.close();
    assert.deepEqual(await listMessages(database, { clientId: '', position: 0 }, 10), []);
  });

  it('acknowledges no message to its publisher that could not be kept', async (t) => {
    let isAway = false;
    const put: SessionStore['messages']['put'] = (messages) =>
      isAway ? Promise.reject(new Error('the database is away')) : store.messages.put(messages);
    const gateway = await start(t, {}, { ...store, messages: { ...store.messages, put } });
    const device = await gateway.connect('device', { clean: false });
    await device.subscribe('a');
    const publisher = await gateway.connect('publisher');
    isAway = true;
    publisher.publish('a', '1');
    assert.equal(await publisher.nextOfAll(), undefined);
    await assert.rejects(gateway.kept());
    isAway = false;
    await gateway.kept();
    assert.equal((await listMessages(database, { clientId: '', position: 0 }, 10)).length, 1);
  });

  it('expires by the clock: from its departure, or from the start that finds it', async (t) => {
    const first = await start(t);
    const away = await first.connect('away', { clean: false });
    await away.subscribe('away');
    const connected = await first.connect('connected', { clean: false });
    await connected.subscribe('connected');
    away.send({ cmd: 'disconnect' });
    await away.closed;
    await connected.subscribe('connected');

    const heard = (gateway: TestGateway) => ['away', 'connected'].map((topic) => gateway.hasSubscriber(topic));
    const second = await start(t);
    second.clock.advance(3_599_000);
    second.watch(performance.now());
    assert.deepEqual(heard(second), [true, true]);
    second.clock.advance(1_000);
    second.watch(performance.now());
    assert.deepEqual(heard(second), [false, false]);
    await second.close();
    assert.deepEqual(heard(await start(t)), [false, false]);
  });

  it('is gone for good when its client starts anew, or lets it end with its connection', async (t) => {
    const first = await start(t);
    for (const clientId of ['anew', 'ending']) {
      await (await first.connect(clientId, { clean: false })).subscribe(clientId);
    }
    await first.connect('anew', { clean: true });
    const ending = await first.connect('ending', { clean: false, protocolVersion: 5 });
    ending.send({ cmd: 'disconnect', reasonCode: 0 });
    await ending.closed;
    await first.close();
    assert.deepEqual(await listSessions(database, '', 10), []);
  });

  it('costs no write if it ends with its connection', async (t) => {
    const gateway = await start(t);
    const device = await gateway.connect('device');
    await device.subscribe(['a', 'b']);
    device.send({ cmd: 'disconnect' });
    await device.closed;
    await gateway.close();
    assert.equal(writes, 0);
  });

  it('shares its write with others that change at the same time', async (t) => {
    const gateway = await start(t);
    const devices = await Promise.all(
      Array.from({ length: 50 }, (_, index) => gateway.connect(`device-${index}`, { clean: false })),
    );
    await Promise.all(devices.map((device) => device.subscribe('a')));
    assert.ok(writes < 10, `${writes} writes`);
    assert.equal((await listSessions(database, '', 100)).length, 50);
  });

  it('makes room for others beyond the limit of sessions without a connection, the longest away first', async (t) => {
    const first = await start(t);
    for (const clientId of ['z', 'm', 'a']) {
      const device = await first.connect(clientId, { clean: false });
      await device.subscribe(clientId);
      device.send({ cmd: 'disconnect' });
      await device.closed;
      first.clock.advance(1_000);
    }
    await first.close();
    const second = await start(t, { offlineSessions: 2 });
    assert.deepEqual(
      ['z', 'm', 'a'].map((topic) => second.hasSubscriber(topic)),
      [false, true, true],
    );
  });

  it('is not acknowledged while it cannot be stored: the connection ends, and a later write has it', async (t) => {
    let isAway = true;
    const put: SessionStore['put'] = (sessions) =>
      isAway ? Promise.reject(new Error('the database is away')) : store.put(sessions);
    const gateway = await start(t, {}, { ...store, put });
    const device = await gateway.connect('device', { clean: false });
    device.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'a', qos: 1 }] });
    assert.equal(await device.nextOfAll(), undefined);
    isAway = false;
    await gateway.close();
    assert.deepEqual(
      (await listSessions(database, '', 10)).map((session) => session.clientId),
      ['device'],
    );
  });
});

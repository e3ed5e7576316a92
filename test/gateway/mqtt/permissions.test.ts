/** What a refusal does to a connection (docs/service/gateway.md#connecting), on policies of the test's own. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type {
  ConnectingClient,
  ConnectionPermissions,
  DevicePermissions,
} from '../../../src/gateway/device-permissions.ts';
import { recordingOperations, startTestGateway, type TestClient } from './test-gateway.ts';

interface TestPermissions extends DevicePermissions {
  readonly asked: ConnectingClient[];
  /** Connections that have not been closed. */
  open: number;
  /** What is denied, for example `publish a/b`; a connection or a topic alike. */
  readonly denied: Set<string>;
}

function testPermissions(...denied: readonly string[]): TestPermissions {
  const permissions: TestPermissions = {
    asked: [],
    open: 0,
    denied: new Set(denied),
    async admit(client) {
      permissions.asked.push(client);
      if (permissions.denied.has(`connect ${client.clientId}`)) {
        return { refusal: { action: 'iot:Connect', resource: client.clientId, reason: 'the test says so' } };
      }
      permissions.open += 1;
      return { permissions: connectionPermissions() };
    },
    refusalOfCall: async () => undefined,
  };
  const may = (action: string) => (name: string) => !permissions.denied.has(`${action} ${name}`);
  const connectionPermissions = (): ConnectionPermissions => ({
    mayPublish: may('publish'),
    mayRetain: may('retain'),
    maySubscribe: may('subscribe'),
    mayReceive: may('receive'),
    close: () => {
      permissions.open -= 1;
    },
  });
  return permissions;
}

const start = (context: TestContext, permissions: DevicePermissions, operations = recordingOperations()) =>
  startTestGateway(context, operations, {}, permissions);

const version5 = { protocolVersion: 5 } as const;

async function isClosed(client: TestClient): Promise<boolean> {
  await client.closed;
  return (await client.nextOfAll()) === undefined;
}

test('a refused CONNECT closes a 3.1.1 connection without a word, and tells an MQTT 5 client 0x87', async (context) => {
  const gateway = start(context, testPermissions('connect lamp'));
  const old = gateway.dial({ version: 4 });
  old.connect('lamp');
  assert.ok(await isClosed(old));
  const modern = gateway.dial({ version: 5 });
  modern.connect('lamp');
  assert.equal((await modern.next('connack')).reasonCode, 0x87);
  assert.ok(await isClosed(modern));
});

test('whoever is refused is told of: at CONNECT, later by those who decide, and without any identity', async (context) => {
  const permissions = testPermissions('connect lamp');
  const gateway = start(context, permissions);
  const refused = gateway.dial({ version: 5 });
  refused.connect('lamp');
  await refused.next('connack');
  const stranger = gateway.dial({ version: 5, certificateId: undefined });
  stranger.connect('stranger');
  assert.equal((await stranger.next('connack')).reasonCode, 0x87);
  await gateway.connect('other', version5);
  const refusal = { action: 'iot:Publish', resource: 'arn', reason: 'the test says so' };
  permissions.asked.at(-1)?.refused(refusal);
  const told = gateway.refusals.map(({ clientId, peer, refusal: { action } = {} }) => [
    clientId,
    peer.certificateId?.length,
    action,
  ]);
  assert.deepEqual(told, [
    ['lamp', 64, 'iot:Connect'],
    ['stranger', undefined, undefined],
    ['other', 64, 'iot:Publish'],
  ]);
});

test('a refused CONNECT does not disturb the connection that has the client id', async (context) => {
  const permissions = testPermissions();
  const gateway = start(context, permissions);
  const first = await gateway.connect('lamp', version5);
  permissions.denied.add('connect lamp');
  const second = gateway.dial({ version: 5 });
  second.connect('lamp');
  assert.equal((await second.next('connack')).reasonCode, 0x87);
  assert.deepEqual(await first.settled(), []);
});

test('who decides is told of the client, its session and its will', async (context) => {
  const permissions = testPermissions();
  const gateway = start(context, permissions);
  await gateway.connect('a', { clean: false, will: { topic: 'gone', payload: Buffer.of(), qos: 0, retain: true } });
  await gateway.connect('b', { ...version5, properties: { sessionExpiryInterval: 9 } });
  await gateway.connect('c');
  assert.deepEqual(
    permissions.asked.map(({ clientId, address, isPersistent, will }) => ({ clientId, address, isPersistent, will })),
    [
      { clientId: 'a', address: '192.0.2.1', isPersistent: true, will: { topic: 'gone', retain: true } },
      { clientId: 'b', address: '192.0.2.1', isPersistent: true, will: undefined },
      { clientId: 'c', address: '192.0.2.1', isPersistent: false, will: undefined },
    ],
  );
});

test('the client id that the server gives is the one that is judged', async (context) => {
  const permissions = testPermissions();
  const client = start(context, permissions).dial({ version: 5 });
  client.connect('');
  const { properties } = await client.next('connack');
  assert.equal(properties?.assignedClientIdentifier, permissions.asked[0]?.clientId);
});

test('what comes before the CONNECT is decided waits for it', async (context) => {
  const gateway = start(context, testPermissions());
  const client = gateway.dial({ version: 4 });
  client.connect('lamp');
  client.publish('a', 'x');
  await client.next('connack');
  await client.next('puback');
});

test('a refused PUBLISH closes a 3.1.1 connection; MQTT 5 hears 0x87 and stays', async (context) => {
  const gateway = start(context, testPermissions('publish secret'));
  const listener = await gateway.connect('listener');
  await listener.subscribe('secret');
  const old = await gateway.connect('old');
  old.publish('secret');
  assert.ok(await isClosed(old));
  const modern = await gateway.connect('modern', version5);
  modern.publish('secret');
  assert.equal((await modern.next('puback')).reasonCode, 0x87);
  modern.publish('secret', 'x', { qos: 0 });
  assert.deepEqual(await modern.settled(), []);
  assert.deepEqual(await listener.settled(), []);
});

test('a refused jobs request never reaches the operation', async (context) => {
  const operations = recordingOperations();
  const topic = '$aws/things/lamp/jobs/start-next';
  const client = await start(context, testPermissions(`publish ${topic}`), operations).connect('x', version5);
  client.publish(topic, '{}');
  assert.equal((await client.next('puback')).reasonCode, 0x87);
  assert.deepEqual(operations.inputs, []);
});

test('retaining is a permission of its own', async (context) => {
  const client = await start(context, testPermissions('retain a')).connect('x', version5);
  client.publish('a', 'kept', { retain: true });
  assert.equal((await client.next('puback')).reasonCode, 0x87);
  client.publish('a', 'not kept');
  assert.equal((await client.next('puback')).reasonCode, 0);
});

test('a refused filter is refused alone in MQTT 5 and closes a 3.1.1 connection', async (context) => {
  const gateway = start(context, testPermissions('subscribe b/#'));
  const modern = await gateway.connect('modern', version5);
  assert.deepEqual(await modern.subscribe(['a', 'b/#', 'c']), [1, 0x87, 1]);
  const old = await gateway.connect('old');
  old.send({
    cmd: 'subscribe',
    messageId: 1,
    subscriptions: [
      { topic: 'a', qos: 1 },
      { topic: 'b/#', qos: 1 },
    ],
  });
  assert.ok(await isClosed(old));
});

test('a shared subscription is judged by its filter', async (context) => {
  const gateway = start(context, testPermissions('subscribe b'));
  const client = await gateway.connect('x', version5);
  assert.deepEqual(await client.subscribe(['$share/g/a', '$share/g/b']), [1, 0x87]);
});

test('what a client may not receive is not delivered: messages, retained ones, replies, what waited for it', async (context) => {
  const reply = '$aws/things/lamp/jobs/get/accepted';
  const permissions = testPermissions('receive a/secret', 'receive kept', `receive ${reply}`);
  const gateway = start(context, permissions);
  const publisher = await gateway.connect('publisher', version5);
  publisher.publish('kept', 'x', { retain: true });
  await publisher.next('puback');
  const client = await gateway.connect('client', { clean: false });
  await client.subscribe(['a/+', 'kept', reply]);
  client.publish('$aws/things/lamp/jobs/get', '{}', { qos: 0 });
  for (const topic of ['a/secret', 'a/open']) {
    publisher.publish(topic, topic);
    await publisher.next('puback');
  }
  assert.deepEqual(await client.nextMessage(), { topic: 'a/open', text: 'a/open' });
  assert.deepEqual(await client.settled(), []);
  client.send({ cmd: 'disconnect' });
  await client.closed;
  permissions.denied.add('receive a/late');
  for (const topic of ['a/late', 'a/later']) {
    publisher.publish(topic, topic);
    await publisher.next('puback');
  }
  const again = await gateway.connect('client', { clean: false });
  assert.deepEqual(await again.nextMessage(), { topic: 'a/later', text: 'a/later' });
  assert.deepEqual(await again.settled(), []);
});

test('a 3.1.1 connection may be left open by a setting', async (context) => {
  const gateway = startTestGateway(
    context,
    recordingOperations(),
    {},
    testPermissions('publish a', 'subscribe b'),
    false,
  );
  const client = await gateway.connect('old');
  client.publish('a');
  await client.next('puback');
  assert.deepEqual(await client.subscribe(['b', 'c']), [0x80, 1]);
});

test('permissions are given back with the connection, however it ends', async (context) => {
  const permissions = testPermissions();
  const gateway = start(context, permissions);
  const client = await gateway.connect('a');
  const other = await gateway.connect('b');
  client.send({ cmd: 'disconnect' });
  other.stream.destroy();
  await client.closed;
  await gateway.close();
  assert.equal(permissions.open, 0);
});

test('if it cannot be decided, nobody is let in', async (context) => {
  const permissions = { ...testPermissions(), admit: () => Promise.reject(new Error('no database')) };
  const client = start(context, permissions).dial({ version: 5 });
  client.connect('lamp');
  assert.ok(await isClosed(client));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createConnectivity } from '../../src/engine/workers/connectivity.ts';
import { testEngine } from '../support/engine.ts';
import { find, membersOf, switchOn } from '../support/fleet-index.ts';
import { call, createThings } from '../support/jobs.ts';
import { refusal } from '../support/refusal.ts';

const engine = await testEngine();
let wakes = 0;
function aServer() {
  const connectivity = createConnectivity({
    serverRun: engine.newId(),
    now: () => engine.clock.now(),
  });
  connectivity.start(() => {
    wakes += 1;
  });
  return {
    ...connectivity,
    async written() {
      await connectivity.run(engine.engine);
      await engine.settle();
    },
  };
}

async function connectivityOf(thingName: string) {
  return (await call.SearchIndex(engine, { queryString: `thingName:${thingName}` })).things?.[0]?.connectivity;
}

const first = aServer();

test('nothing is written while connectivity is not indexed; once it is, clients that connected before are known', async () => {
  await createThings(engine, 'c1', 'c2', 'c3');
  await switchOn(engine);
  first.clientConnected('c1');
  first.clientConnected('c2');
  first.clientDisconnected('c2', 'CONNECTION_LOST');
  await first.written();
  assert.equal(await connectivityOf('c1'), undefined);
  await switchOn(engine, 'STATUS');
  await first.written();
  const at = engine.clock.now();
  assert.deepEqual(await connectivityOf('c1'), { connected: true, timestamp: at });
  assert.deepEqual(await connectivityOf('c2'), { connected: false });
  assert.deepEqual(await find(engine, 'connectivity.connected:true'), ['c1']);
});

test('for a client that connects and disconnects, the last state counts, with its time and reason', async () => {
  engine.clock.advance(5_000);
  first.clientDisconnected('c1', 'DUPLICATE_CLIENTID');
  first.clientConnected('c1');
  first.clientDisconnected('c1', 'MQTT_KEEP_ALIVE_TIMEOUT');
  first.clientConnected('c2');
  await first.written();
  const timestamp = engine.clock.now();
  assert.deepEqual(await connectivityOf('c1'), {
    connected: false,
    timestamp,
    disconnectReason: 'MQTT_KEEP_ALIVE_TIMEOUT',
  });
  assert.deepEqual(await find(engine, 'connectivity.disconnectReason:mqtt*'), ['c1']);
  assert.deepEqual(await find(engine, `connectivity.timestamp:${timestamp}`), ['c1', 'c2']);
  assert.deepEqual(await find(engine, 'true'), []);
});

test('a connection is that of the thing with the name of the client id, and a client without a thing is nobody', async () => {
  await createThings(engine, 'lamp');
  first.clientConnected('lamp');
  first.clientConnected('LAMP');
  first.clientConnected('a web page');
  first.clientDisconnected('another page', 'CONNECTION_LOST');
  first.clientConnected('late');
  await first.written();
  assert.deepEqual(await find(engine, 'connectivity.connected:true'), ['c2', 'lamp']);
  await createThings(engine, 'late');
  await first.written();
  assert.deepEqual(await connectivityOf('late'), { connected: false });
  first.clientConnected('late');
  await first.written();
  assert.deepEqual(await connectivityOf('late'), { connected: true, timestamp: engine.clock.now() });
  first.clientDisconnected('late', 'CONNECTION_LOST');
  await first.written();
});

test('dynamic groups follow who is connected', async () => {
  await call.CreateDynamicThingGroup(engine, { thingGroupName: 'online', queryString: 'connectivity.connected:true' });
  await engine.settle();
  assert.deepEqual(await membersOf(engine, 'online'), ['c2', 'lamp']);
  first.clientConnected('c3');
  first.clientDisconnected('lamp', 'CLIENT_INITIATED_DISCONNECT');
  await first.written();
  assert.deepEqual(await membersOf(engine, 'online'), ['c2', 'c3']);
});

test('after a restart everybody is disconnected until they connect again', async () => {
  first.stop();
  engine.clock.advance(60_000);
  const second = aServer();
  second.clientConnected('c3');
  await second.written();
  assert.deepEqual(await connectivityOf('c2'), {
    connected: false,
    timestamp: engine.clock.now(),
    disconnectReason: 'SERVER_ERROR',
  });
  assert.deepEqual(await membersOf(engine, 'online'), ['c3']);
  second.clientConnected('c2');
  await second.written();
  assert.deepEqual(await membersOf(engine, 'online'), ['c2', 'c3']);
  second.stop();
});

test('connectivity that is no longer indexed is forgotten', async () => {
  await switchOn(engine, 'OFF');
  assert.equal(await connectivityOf('c2'), undefined);
  await assert.rejects(find(engine, 'connectivity.connected:*'), refusal('InvalidRequestException', /not indexed/));
  assert.deepEqual(await membersOf(engine, 'online'), []);
});

test('many changes within a moment ask for one run of the worker', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const server = aServer();
  wakes = 0;
  for (let i = 0; i < 1_000; i += 1) server.clientConnected(`client-${i}`);
  context.mock.timers.tick(200);
  assert.equal(wakes, 1);
  server.clientConnected('client');
  server.stop();
  context.mock.timers.tick(200);
  assert.equal(wakes, 1);
});

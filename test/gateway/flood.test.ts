/** Clients that take and give nothing, over real sockets, and one that behaves and must not notice them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import mqttPacket from 'mqtt-packet';
import { everythingAllowed } from '../../src/gateway/device-permissions.ts';
import { createMqttGateway } from '../../src/gateway/mqtt/gateway.ts';
import type { MqttSettings } from '../../src/gateway/mqtt/settings.ts';
import { wallClock } from '../../src/lib/clock.ts';
import { ec, selfSigned, testCertificateAuthority } from '../support/certificates.ts';
import { send, startTestGateway } from './http/test-gateway.ts';
import { recordingOperations, silentLog } from './mqtt/test-gateway.ts';

const CLIENTS = 300;
/** Far above what it takes, below any of the time-outs. */
const LONGEST_MS = 5_000;

/** Many connections that all say this and then nothing; they end with the test. */
async function flood(context: TestContext, port: number, said: string): Promise<readonly Socket[]> {
  const sockets = Array.from({ length: CLIENTS }, () => connectTcp(port, '127.0.0.1'));
  context.after(() => sockets.forEach((socket) => void socket.destroy()));
  for (const socket of sockets) socket.on('error', () => undefined);
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const socket of sockets) socket.write(said);
  return sockets;
}

test('hundreds of HTTP clients that never end their request cost others nothing', async (context) => {
  const { port } = await startTestGateway({ limits: { closeGraceMs: 100 } });
  await flood(context, port, 'PUT /jobs/a HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{');
  await flood(context, port, 'GET /jobs HTTP/1.1\r\nX-Slow: ');
  for (let count = 0; count < 20; count += 1) {
    const before = performance.now();
    assert.equal((await send(port, { path: '/x/health' })).status, 200);
    assert.ok(performance.now() - before < LONGEST_MS);
  }
});

test('an address has its share of HTTP connections, and gets a place when one is left', async (context) => {
  const { port } = await startTestGateway({ limits: { connectionsPerAddress: 2, closeGraceMs: 100 } });
  const [first] = await Promise.all([opened(context, port), opened(context, port)]);
  const third = await opened(context, port);
  await closed(third);
  first.destroy();
  await closed(first);
  for (;;) {
    const next = await opened(context, port);
    next.write('GET /x/health HTTP/1.1\r\nHost: a\r\n\r\n');
    const chunk = await Promise.race([
      once(next, 'data').then(
        ([data]: unknown[]) => data,
        () => undefined,
      ),
      closed(next),
    ]);
    if (!Buffer.isBuffer(chunk)) continue; // the server has not yet seen that the first is gone
    assert.match(chunk.toString(), /^HTTP\/1\.1 200 /);
    return;
  }
});

test('half-open TLS connections of one address leave places for others, and cost connected devices nothing', async (context) => {
  const device = await startDevices(context, { pendingHandshakesPerAddress: 50 });
  const client = connectTls(device.options);
  context.after(() => void client.destroy());
  await once(client, 'secureConnect');
  client.write(
    mqttPacket.generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clientId: 'a',
      clean: true,
      keepalive: 60,
    }),
  );
  await once(client, 'data');
  const half = await flood(context, device.port, '\x16\x03\x01');
  let refused = 0;
  await new Promise<void>((resolve) => {
    for (const socket of half) {
      void closed(socket).then(() => {
        refused += 1;
        if (refused === CLIENTS - 50) resolve();
      });
    }
  });
  assert.equal(half.filter(({ destroyed }) => !destroyed).length, 50);
  for (let count = 0; count < 20; count += 1) {
    const before = performance.now();
    client.write(mqttPacket.generate({ cmd: 'pingreq' }));
    await once(client, 'data');
    assert.ok(performance.now() - before < LONGEST_MS);
  }
});

test('an address has its share of MQTT connections, and so have all together', async (context) => {
  for (const settings of [{ connectionsPerAddress: 2 }, { connections: 2 }]) {
    const device = await startDevices(context, settings);
    const let2 = [connectTls(device.options), connectTls(device.options)];
    for (const client of let2) {
      context.after(() => void client.destroy());
      await once(client, 'secureConnect');
    }
    await closed(await opened(context, device.port));
    assert.deepEqual(
      let2.map(({ destroyed }) => destroyed),
      [false, false],
    );
  }
});

test('a TLS handshake that does not come to its end is ended, on both ports', async (context) => {
  const device = await startDevices(context, { connectTimeoutSeconds: 0.1 });
  const authority = await testCertificateAuthority();
  const shown = await authority.issueServerCertificate({ names: ['localhost'], addresses: [], validForDays: 30 });
  const tls = { key: shown.privateKeyPem, cert: shown.certificatePem, requestCertificate: true };
  const { gateway, port } = await startTestGateway({ tls, limits: { handshakeTimeoutMs: 100, closeGraceMs: 100 } });
  // The authority was made by an earlier test, and with it Node takes what comes after for a part of that one.
  context.after(() => gateway.close());
  for (const socket of [await opened(context, device.port), await opened(context, port)]) {
    socket.resume().write('\x16\x03\x01');
    await closed(socket);
  }
});

async function startDevices(context: TestContext, settings: Partial<MqttSettings>) {
  const authority = await testCertificateAuthority();
  const server = await authority.issueServerCertificate({ names: ['localhost'], addresses: [], validForDays: 30 });
  const device = await selfSigned(ec('P-256'));
  const gateway = createMqttGateway({
    permissions: everythingAllowed,
    operations: recordingOperations(),
    identities: { find: async () => ({ certificateId: 'c', active: true }) },
    clock: wallClock,
    log: silentLog,
    settings,
  });
  context.after(() => gateway.close());
  const address = { host: '127.0.0.1', port: 0, key: server.privateKeyPem, cert: server.certificatePem };
  const { port } = await gateway.listen(address);
  const options: ConnectionOptions = {
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca: authority.certificatePem,
    cert: device.certificatePem,
    key: device.privateKeyPem,
  };
  return { port, options };
}

/** Resolves at the end of a connection, also of one that was reset. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) resolve();
    else socket.on('close', () => resolve());
  });
}

async function opened(context: TestContext, port: number): Promise<Socket> {
  const socket = connectTcp(port, '127.0.0.1');
  context.after(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

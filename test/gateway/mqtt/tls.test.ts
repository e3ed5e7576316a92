/** The gateway over real TLS, with MQTT.js as the client. */
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { DeviceIdentities } from '../../../src/gateway/device-identities.ts';
import { everythingAllowed } from '../../../src/gateway/device-permissions.ts';
import { createMqttGateway } from '../../../src/gateway/mqtt/gateway.ts';
import type { MqttSettings } from '../../../src/gateway/mqtt/settings.ts';
import type { CertificateAndKey } from '../../../src/lib/certificate-authority.ts';
import { wallClock } from '../../../src/lib/clock.ts';
import { ec, selfSigned, testCertificateAuthority } from '../../support/certificates.ts';
import { recordingOperations, silentLog } from './test-gateway.ts';

const jobs = '$aws/things/thing-1/jobs';
const authority = await testCertificateAuthority();
const ca = authority.certificatePem;
const server = await authority.issueServerCertificate({
  names: ['localhost'],
  addresses: ['127.0.0.1'],
  validForDays: 30,
});
const device = await selfSigned(ec('P-256'));
const stranger = await selfSigned(ec('P-256'));

/** Registered certificates, by id, and whether they are active. */
class Registry implements DeviceIdentities {
  readonly active = new Map<string, boolean>();

  async find(certificateDer: Buffer) {
    const certificateId = createHash('sha256').update(certificateDer).digest('hex');
    const active = this.active.get(certificateId);
    return active === undefined ? undefined : { certificateId, active };
  }
}

async function start(context: TestContext, settings: Partial<MqttSettings> = {}, clock = wallClock) {
  const identities = new Registry();
  const certificateId = idOf(device);
  identities.active.set(certificateId, true);
  const gateway = createMqttGateway({
    permissions: everythingAllowed,
    operations: recordingOperations(),
    identities,
    clock,
    log: silentLog,
    settings,
  });
  context.after(() => gateway.close());
  const { port } = await gateway.listen({
    host: '127.0.0.1',
    port: 0,
    key: server.privateKeyPem,
    cert: server.certificatePem,
  });
  const open = (options: IClientOptions = {}): MqttClient => {
    const client = mqtt.connect({
      protocol: 'mqtts',
      host: 'localhost',
      port,
      ca,
      cert: device.certificatePem,
      key: device.privateKeyPem,
      clientId: 'device',
      reconnectPeriod: 0,
      ...options,
    });
    client.on('error', () => undefined);
    context.after(() => client.end(true));
    return client;
  };
  return { gateway, identities, certificateId, port, open };
}

const idOf = ({ certificatePem }: CertificateAndKey) =>
  createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex');

for (const protocolVersion of [4, 5] as const) {
  describe(`MQTT.js with protocol version ${protocolVersion}`, () => {
    it('subscribes, publishes and runs a jobs request', async (t) => {
      const { open } = await start(t);
      const client = open({ protocolVersion });
      await emitted(client, 'connect');
      await client.subscribeAsync([`${jobs}/get/accepted`, 'telemetry/+'], { qos: 1 });
      const answered = nextMessage(client);
      await client.publishAsync(`${jobs}/get`, '{"clientToken":"c1"}', { qos: 1 });
      const { topic, payload } = await answered;
      assert.equal(topic, `${jobs}/get/accepted`);
      assert.match(
        payload.toString(),
        /^\{"clientToken":"c1","timestamp":\d{10},"inProgressJobs":\[\],"queuedJobs":\[\{/,
      );
      const heard = nextMessage(client);
      await client.publishAsync('telemetry/1', 'x'.repeat(100_000), { qos: 1 });
      assert.equal((await heard).payload.length, 100_000);
      await client.endAsync();
    });

    it('is kept out without a certificate that is registered and ACTIVE', async (t) => {
      const { open, identities, certificateId } = await start(t);
      const refused = [
        open({ protocolVersion, cert: stranger.certificatePem, key: stranger.privateKeyPem }),
        mqtt.connect({
          protocol: 'mqtts',
          host: 'localhost',
          port: open().options.port ?? 0,
          ca,
          protocolVersion,
          reconnectPeriod: 0,
        }),
      ];
      identities.active.set(certificateId, false);
      refused.push(open({ protocolVersion }));
      const codes = refused.map(async (client) => {
        let code: number | undefined;
        client.on('error', (error) => {
          code = (error as { code?: number }).code;
        });
        client.on('connect', () => assert.fail('It was let in.'));
        await emitted(client, 'close');
        client.end(true);
        return code;
      });
      const expected = protocolVersion === 5 ? 0x87 : undefined;
      assert.deepEqual(await Promise.all(codes), [expected, expected, expected]);
    });
  });
}

describe('The TLS listener', () => {
  it('takes clients with the ALPN names of SDKs, and clients without', async (t) => {
    const { open } = await start(t);
    for (const ALPNProtocols of [['x-amzn-mqtt-ca'], ['mqtt'], ['x-amzn-mqtt-ca', 'mqtt'], undefined]) {
      const client = open(ALPNProtocols === undefined ? {} : { ALPNProtocols });
      await emitted(client, 'connect');
      await client.endAsync();
    }
  });

  it('keeps out certificates that are not valid at the time of the clock', async (t) => {
    const { open } = await start(t, {}, { now: () => Date.UTC(2041, 0) });
    const client = open();
    client.on('connect', () => assert.fail('It was let in.'));
    await emitted(client, 'close');
  });

  it('ends the connections of a certificate that is no longer ACTIVE, and leaves others', async (t) => {
    const { open, gateway, identities, certificateId } = await start(t);
    identities.active.set(idOf(stranger), true);
    const dropped = open();
    const other = open({ clientId: 'other', cert: stranger.certificatePem, key: stranger.privateKeyPem });
    await Promise.all([emitted(dropped, 'connect'), emitted(other, 'connect')]);
    gateway.dropCertificate(certificateId);
    await other.publishAsync('a', 'x', { qos: 1 });
    assert.equal(dropped.connected, true);
    identities.active.set(certificateId, false);
    const closed = emitted(dropped, 'close');
    gateway.dropCertificate(certificateId);
    gateway.dropCertificate(idOf(stranger));
    await closed;
    await other.publishAsync('a', 'x', { qos: 1 });
    assert.equal(other.connected, true);
  });

  it('does not resume TLS sessions, which would come without the certificate', async (t) => {
    const { gateway, port } = await start(t);
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3', 'TLSv1.2', 'TLSv1.3'] as const) {
      const options = {
        host: '127.0.0.1',
        port,
        ca,
        cert: device.certificatePem,
        key: device.privateKeyPem,
        maxVersion,
      };
      const sessions: Buffer[] = [];
      const first = connectTls(options);
      first.on('session', (session) => sessions.push(session));
      await shakenHands(first);
      const session = sessions.at(-1) ?? first.getSession();
      const second = connectTls({ ...options, ...(session === undefined ? {} : { session }) });
      assert.equal(await shakenHands(second), false, maxVersion);
      // The other half of the rounds is with a certificate that was put in the place of the first.
      if (maxVersion === 'TLSv1.3') gateway.showCertificate({ key: server.privateKeyPem, cert: server.certificatePem });
    }
  });

  it('speaks TLS 1.2 and nothing older', async (t) => {
    const { port } = await start(t);
    const options = { host: '127.0.0.1', port, ca, ciphers: 'DEFAULT:@SECLEVEL=0' };
    const old = connectTls({ ...options, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
    const [error] = (await once(old, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    const young = connectTls({ ...options, maxVersion: 'TLSv1.2' });
    await once(young, 'secureConnect');
    young.destroy();
  });

  it('destroys connections beyond the limit of handshakes under way, and serves when they are gone', async (t) => {
    const { port, open } = await start(t, { pendingHandshakes: 2 });
    const silent = [connectTcp(port, '127.0.0.1'), connectTcp(port, '127.0.0.1')];
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    const third = connectTcp(port, '127.0.0.1');
    third.on('error', () => undefined).resume();
    await once(third, 'close');
    for (const socket of silent) socket.destroy();
    await Promise.all(silent.map((socket) => once(socket, 'close')));
    const clients = Array.from({ length: 6 }, (_, index) => `device-${index}`);
    for (const clientId of clients) {
      // The server may hear of the closed sockets a moment later.
      while (!(await isLetIn(open({ clientId }))));
    }
  });

  it('closes every connection, also in the middle of a handshake', async (t) => {
    const { gateway, open, port } = await start(t);
    const client = open({ protocolVersion: 5 });
    await emitted(client, 'connect');
    const silent = connectTcp(port, '127.0.0.1');
    silent.on('error', () => undefined).resume();
    await once(silent, 'connect');
    const closed = Promise.all([emitted(client, 'close'), once(silent, 'close')]);
    const told = new Promise<number | undefined>((resolve) => {
      client.once('disconnect', ({ reasonCode }) => resolve(reasonCode));
    });
    await Promise.all([gateway.close(), closed]);
    assert.equal(await told, 0x8b);
  });
});

/** Lets a connection come and go, and tells whether it resumed a session. */
async function shakenHands(socket: TLSSocket): Promise<boolean> {
  await once(socket, 'secureConnect');
  const isReused = socket.isSessionReused();
  socket.on('error', () => undefined).resume();
  socket.end(Buffer.from([0xc0, 0]));
  await once(socket, 'close');
  return isReused;
}

async function isLetIn(client: MqttClient): Promise<boolean> {
  const isConnected = await Promise.race([
    emitted(client, 'connect').then(() => true),
    emitted(client, 'close').then(() => false),
  ]);
  client.end(true);
  return isConnected;
}

function emitted(client: MqttClient, event: 'connect' | 'close'): Promise<void> {
  return new Promise((resolve) => client.once(event, () => resolve()));
}

function nextMessage(client: MqttClient): Promise<{ readonly topic: string; readonly payload: Buffer }> {
  return new Promise((resolve) => client.once('message', (topic, payload) => resolve({ topic, payload })));
}

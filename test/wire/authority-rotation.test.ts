/** The server's own authority is replaced while devices are connected, with clients that other people wrote. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateKeysAndCertificateCommand } from '@aws-sdk/client-iot';
import { testCertificateAuthority } from '../support/certificates.ts';
import { find, run } from './support/command.ts';
import { createDevice, createIdentity, type Identity } from './support/device.ts';
import { iotClient } from './support/iot-client.ts';
import { connectMqtt } from './support/mqtt-client.ts';
import { callAs } from './support/policy-device.ts';
import { startServer, type WireServer } from './support/server.ts';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
const directory = mkdtempSync(join(tmpdir(), 'musterd-rotation-'));
after(() => rmSync(directory, { recursive: true }));
const mosquitto = find('mosquitto_pub', ['sh'], '-c', 'command -v mosquitto_pub');

async function musterd(server: WireServer, ...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(process.execPath, [program, ...words, '--ready-file', server.readyFile]);
  assert.equal(code, 0, stderr);
  return stdout;
}

test('a rotation closes nothing, and nobody is locked out before the earlier authority is retired', async (context) => {
  const server = await startServer();
  const iot = iotClient(server);
  const trusting = (ca: string) => ({ ...server, ca });
  const old = server.ca;
  const device = await createDevice(iot);
  const connected = await connectMqtt(context, server, device, 5, { clientId: device.thingName });
  let isClosed = false;
  void connected.closed.then(() => {
    isClosed = true;
  });
  const topic = 'rotation/news';
  await connected.subscribe(topic);

  const rotated = await musterd(server, 'admin', 'ca', 'rotate', '--json');
  const states = rotated
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { isSigning: boolean }).isSigning);
  assert.deepEqual(states, [true, false]);
  const both = readFileSync(server.caFile, 'utf8');
  assert.equal(await musterd(server, 'admin', 'ca', 'show'), both);
  assert.ok(both.endsWith(old) && both !== old);
  const signing = both.slice(0, -old.length);

  // Whoever trusts the earlier authority, the new one or both, with a certificate from before or from after.
  const after = await createIdentity(iot);
  for (const ca of [old, signing, both]) {
    for (const identity of [device, after] satisfies Identity[]) {
      await (await connectMqtt(context, trusting(ca), identity, 4)).end();
    }
    assert.equal((await callAs(trusting(ca), device, 'GET', `/things/${device.thingName}/jobs`)).status, 200);
  }
  const created = await iot.send(new CreateKeysAndCertificateCommand({}));
  assert.notEqual(created.certificatePem, undefined);

  assert.match(await musterd(server, 'admin', 'ca', 'list'), /signs\n\S+ .*trusted\n$/);
  await musterd(server, 'admin', 'ca', 'retire');
  assert.equal(readFileSync(server.caFile, 'utf8'), signing);
  await assert.rejects(connectMqtt(context, trusting(old), device, 4), /self-signed certificate|unable to/);
  await (await connectMqtt(context, trusting(signing), device, 4)).end();

  // The connection from the beginning has seen nothing of it.
  await connected.publish(topic, { hello: 1 });
  assert.deepEqual(await connected.take(topic), { hello: 1 });
  assert.equal(isClosed, false);
  const log = await musterd(server, 'audit', '--json', '--action', 'musterd:RotateServerAuthority');
  assert.equal((JSON.parse(log) as { result: string }).result, 'OK');
});

test("Mosquitto's clients follow a rotation too", { skip: mosquitto.skip }, async () => {
  const server = await startServer();
  const device = await createDevice(iotClient(server));
  const file = (name: string, content: string) => {
    writeFileSync(join(directory, name), content, { mode: 0o600 });
    return join(directory, name);
  };
  const publish = (ca: string) =>
    run('mosquitto_pub', [
      ...[
        '-h',
        server.mqttHost,
        '-p',
        String(server.mqttsPort),
        '-i',
        device.thingName,
        '-t',
        'a',
        '-m',
        'b',
        '-q',
        '1',
      ],
      ...['--cafile', file('ca.pem', ca), '--cert', file('lamp.pem', device.certificatePem)],
      ...['--key', file('lamp.key', device.privateKeyPem)],
    ]);
  await musterd(server, 'admin', 'ca', 'rotate');
  const both = readFileSync(server.caFile, 'utf8');
  for (const ca of [server.ca, both, both.slice(0, -server.ca.length)]) assert.equal((await publish(ca)).code, 0);
  await musterd(server, 'admin', 'ca', 'retire');
  assert.notEqual((await publish(server.ca)).code, 0);
  assert.equal((await publish(both)).code, 0);
});

test('a certificate that the owner brings is shown on both ports, and taken up anew while devices are connected', async (t) => {
  const authority = await testCertificateAuthority();
  const [certificateFile, keyFile, caFile] = ['tls.pem', 'tls-key.pem', 'tls-ca.pem'].map((name) =>
    join(directory, name),
  );
  const put = async () => {
    const issued = await authority.issueServerCertificate({ names: ['localhost'], addresses: [], validForDays: 30 });
    writeFileSync(keyFile ?? '', issued.privateKeyPem, { mode: 0o600 });
    writeFileSync(certificateFile ?? '', issued.certificatePem);
    return issued.certificatePem;
  };
  await put();
  writeFileSync(caFile ?? '', authority.certificatePem);
  const log: string[] = [];
  const flags = ['--tls-certificate', certificateFile, '--tls-key', keyFile, '--tls-ca', caFile].map(String);
  const server = await startServer(flags, {}, (output) => log.push(output));
  assert.equal(server.caFile, caFile);
  const device = await createDevice(iotClient(server));
  const connected = await connectMqtt(t, server, device, 5);
  assert.equal((await callAs(server, device, 'GET', `/things/${device.thingName}/jobs`)).status, 200);
  await put();
  // The files are looked at every ten seconds.
  const giveUpAt = performance.now() + 20_000;
  while (!log.join('').includes('another server certificate is shown')) {
    assert.ok(performance.now() < giveUpAt, log.join(''));
    await delay(100);
  }
  await (await connectMqtt(t, server, device, 5)).end();
  await connected.publish('a/b', {});
});

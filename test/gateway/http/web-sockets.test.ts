/** MQTT over WebSocket, on a gateway that listens and with clients that other people wrote. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect as tcpConnect } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import mqttPacket from 'mqtt-packet';
import { WebSocket } from 'ws';
import type { RefusedClient } from '../../../src/access/audit/trail.ts';
import type { SignerPermissions } from '../../../src/gateway/device-permissions.ts';
import { everythingAllowed } from '../../../src/gateway/device-permissions.ts';
import type { HttpGatewayOptions } from '../../../src/gateway/http/gateway.ts';
import { createMqttGateway } from '../../../src/gateway/mqtt/gateway.ts';
import { canonicalRequest, deriveSigningKey, sha256Hex, sign, stringToSign } from '../../../src/lib/sigv4.ts';
import type { OperationContext } from '../../../src/operations/context.ts';
import { recordingOperations, silentLog } from '../mqtt/test-gateway.ts';
import { accessKeyId, noon, region, type Signing, secretAccessKey, signer, startTestGateway } from './test-gateway.ts';

const MINUTE_MS = 60_000;

/** Lets everybody in who has signed. */
const signersAllowed: SignerPermissions = {
  admit: ({ clientId, address, isPersistent, will, refused }) =>
    everythingAllowed.admit({
      certificateId: '',
      certificate: undefined,
      clientId,
      address,
      isPersistent,
      will,
      refused,
    }),
};

async function start(context: TestContext, options: Partial<HttpGatewayOptions> = {}, permissions = signersAllowed) {
  const mqttGateway = createMqttGateway({
    operations: recordingOperations(),
    identities: { find: async () => undefined },
    permissions: everythingAllowed,
    signerPermissions: permissions,
    clock: { now: () => noon },
    log: silentLog,
  });
  // The listener closes after this, and waits for the connections that came through it.
  context.after(() => mqttGateway.close());
  const started = await startTestGateway({
    acceptWebSocket: (stream, peer) => mqttGateway.accept(stream, peer, true),
    ...options,
  });
  return { ...started, mqttGateway };
}

interface Presigning extends Signing {
  readonly host?: string;
  readonly path?: string;
  readonly expiresIn?: number;
}

/** Path and query, presigned by AWS's signer. */
async function presigned(port: number, { host = `127.0.0.1:${port}`, path = '/mqtt', ...rest }: Presigning = {}) {
  const { at = noon, expiresIn = 60, ...signing } = rest;
  const request = { method: 'GET', protocol: 'ws:', hostname: '127.0.0.1', path, query: {}, headers: { host } };
  const { query } = await signer({ service: 'iotdevicegateway', ...signing }).presign(request, {
    signingDate: new Date(at),
    expiresIn,
  });
  const text = Object.entries(query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return `${path}?${text.join('&')}`;
}

/** The same without X-Amz-Expires, as several SDKs make it. */
function presignedForever(port: number, at: number): string {
  const dateTime = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = { date: dateTime.slice(0, 8), region, service: 'iotdevicegateway' };
  const credential = encodeURIComponent(`${accessKeyId}/${scope.date}/${region}/${scope.service}/aws4_request`);
  const query =
    `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Date=${dateTime}&` +
    'X-Amz-SignedHeaders=host';
  const rawHeaders = ['Host', `127.0.0.1:${port}`];
  const request = { method: 'GET', path: '/mqtt', query, rawHeaders, payloadHash: sha256Hex('') };
  const text = stringToSign(dateTime, scope, canonicalRequest(request, ['host']));
  return `/mqtt?${query}&X-Amz-Signature=${sign(deriveSigningKey(secretAccessKey, scope), text).toString('hex')}`;
}

function connectMqtt(context: TestContext, port: number, target: string, options: IClientOptions = {}): MqttClient {
  const client = mqtt.connect(`ws://127.0.0.1:${port}${target}`, {
    clientId: 'browser',
    reconnectPeriod: 0,
    ...options,
  });
  client.on('error', () => undefined);
  context.after(() => client.endAsync(true));
  return client;
}

/** A WebSocket that knows nothing of MQTT. */
async function open(context: TestContext, port: number, protocols: string[] = ['mqtt']): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${await presigned(port)}`, protocols);
  context.after(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What is answered to a request for a WebSocket. */
function ask(port: number, target: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      path: target,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': 'mqtt',
        ...headers,
      },
    });
    request.on('upgrade', ({ statusCode: status, headers }, socket) => {
      socket.destroy();
      resolve({ status, headers, text: '' });
    });
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end();
  });
}

/** MQTT.js has events of its own making, which `once` of Node does not know. */
function heardBy(client: MqttClient, event: 'connect' | 'message' | 'error' | 'disconnect'): Promise<unknown[]> {
  return new Promise((resolve) => client.once(event, (...values: unknown[]) => resolve(values)));
}

function packet(value: Parameters<typeof mqttPacket.generate>[0]): Buffer {
  return mqttPacket.generate(value);
}
const connect = packet({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'raw' });

for (const protocolVersion of [4, 5] as const) {
  test(`MQTT.js with protocol version ${protocolVersion} runs a jobs request over a presigned URL`, async (t) => {
    const { port } = await start(t);
    const client = connectMqtt(t, port, await presigned(port), { protocolVersion });
    await heardBy(client, 'connect');
    await client.subscribeAsync('$aws/things/lamp/jobs/get/accepted', { qos: 1 });
    const answered = heardBy(client, 'message');
    await client.publishAsync('$aws/things/lamp/jobs/get', '{"clientToken":"one"}', { qos: 1 });
    const [topic, payload] = await answered;
    assert.equal(topic, '$aws/things/lamp/jobs/get/accepted');
    assert.match(String(payload), /^\{"clientToken":"one",/);
    await client.endAsync();
  });
}

describe('a WebSocket', () => {
  test('has the subprotocol that was offered', async (t) => {
    const { port } = await start(t);
    for (const protocol of ['mqtt', 'mqttv3.1']) assert.equal((await open(t, port, [protocol])).protocol, protocol);
  });

  test('carries packets in as many frames as the client likes', async (t) => {
    const { port } = await start(t);
    const socket = await open(t, port);
    const heard: Buffer[] = [];
    socket.on('message', (data: Buffer) => heard.push(data));
    for (const byte of connect) socket.send(Buffer.of(byte));
    await once(socket, 'message');
    const answered = once(socket, 'message');
    socket.send(Buffer.concat([packet({ cmd: 'pingreq' }), packet({ cmd: 'pingreq' })]));
    await answered;
    while (Buffer.concat(heard).length < 8) await once(socket, 'message');
    assert.equal(Buffer.concat(heard).toString('hex'), '20020000d000d000');
  });

  test('carries each packet in a message of its own, as some clients read no more of one', async (t) => {
    const { port } = await start(t);
    const socket = await open(t, port);
    const messages: Buffer[] = [];
    socket.on('message', (data: Buffer) => void messages.push(data));
    const ping = packet({ cmd: 'pingreq' });
    socket.send(Buffer.concat([connect, ping, ping]));
    while (messages.length < 3) await once(socket, 'message');
    assert.deepEqual(
      messages.map(([first]) => first),
      [0x20, 0xd0, 0xd0],
    );
  });

  test('is opened as the first Device SDK for Python asks for one and reads the answer', async (t) => {
    const { port } = await start(t);
    const key = Buffer.alloc(128, 7).toString('base64');
    const target = await presigned(port, { service: 'iotdata' });
    const request = [
      `GET ${target} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Protocol: mqttv3.1',
    ];
    const socket = tcpConnect(port, '127.0.0.1');
    t.after(() => socket.destroy());
    socket.write(`${request.join('\r\n')}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const lines = answer.toString('latin1').split('\r\n');
    assert.equal(lines[0], 'HTTP/1.1 101 Switching Protocols');
    for (const line of ['upgrade: websocket', 'connection: Upgrade', `sec-websocket-accept: ${accept}`]) {
      assert.ok(lines.includes(line), `${line}: ${lines.join(', ')}`);
    }
  });

  test('with text in it is closed', async (t) => {
    const { port } = await start(t);
    const socket = await open(t, port);
    socket.send(connect.toString('latin1'));
    await once(socket, 'close');
  });

  test('with a message beyond the limit is closed for that', async (t) => {
    const { port } = await start(t, { limits: { webSocketMessageBytes: 1_000 } });
    const socket = await open(t, port);
    socket.on('error', () => undefined);
    socket.send(Buffer.alloc(1_001));
    const [code] = await once(socket, 'close');
    assert.equal(code, 1009);
  });

  test('answers pings', async (t) => {
    const { port } = await start(t);
    const socket = await open(t, port);
    socket.ping('there?');
    const [data] = await once(socket, 'pong');
    assert.equal(String(data), 'there?');
  });

  test('is for whom the policies let in, and ends when the key is none any more', async (t) => {
    let end: (() => void) | undefined;
    const { port } = await start(
      t,
      {},
      {
        admit: (client) => {
          end = client.end;
          const refusal = { action: 'iot:Connect', resource: client.clientId, reason: 'no' };
          return client.clientId === 'browser' ? signersAllowed.admit(client) : Promise.resolve({ refusal });
        },
      },
    );
    const refused = connectMqtt(t, port, await presigned(port), { clientId: 'other', protocolVersion: 5 });
    const [error] = await heardBy(refused, 'error');
    assert.equal((error as { code?: number }).code, 0x87);
    const client = connectMqtt(t, port, await presigned(port), { protocolVersion: 5 });
    await heardBy(client, 'connect');
    const closed = heardBy(client, 'disconnect');
    end?.();
    const [packet] = await closed;
    assert.equal((packet as { reasonCode?: number }).reasonCode, 0x87);
  });

  test('is announced with who has signed for it', async (t) => {
    const { port } = await start(t);
    const watcher = connectMqtt(t, port, await presigned(port), { clientId: 'watcher' });
    await heardBy(watcher, 'connect');
    await watcher.subscribeAsync('$aws/events/presence/+/browser', { qos: 1 });
    const heard = heardBy(watcher, 'message');
    connectMqtt(t, port, await presigned(port));
    const [topic, payload] = await heard;
    assert.equal(topic, '$aws/events/presence/connected/browser');
    const { principalIdentifier, ipAddress } = JSON.parse(String(payload)) as Record<string, unknown>;
    assert.deepEqual(
      { principalIdentifier, ipAddress },
      { principalIdentifier: '000000000000', ipAddress: '127.0.0.1' },
    );
  });
});

describe('the signature for a WebSocket', () => {
  const accepted = 101;

  test('holds though the security token was appended afterwards', async (t) => {
    const { port } = await start(t);
    const target = `${await presigned(port)}&X-Amz-Security-Token=token%2F%3D`;
    assert.equal((await ask(port, target)).status, accepted);
  });

  test('may be for the host without its port', async (t) => {
    const { port } = await start(t);
    assert.equal((await ask(port, await presigned(port, { host: '127.0.0.1' }))).status, accepted);
    assert.equal((await ask(port, await presigned(port, { host: '127.0.0.2' }))).status, 403);
  });

  test('holds for a quarter of an hour if it does not say for how long', async (t) => {
    const { port } = await start(t);
    assert.equal((await ask(port, presignedForever(port, noon - 14 * MINUTE_MS))).status, accepted);
    assert.equal((await ask(port, presignedForever(port, noon + 14 * MINUTE_MS))).status, accepted);
    assert.equal((await ask(port, presignedForever(port, noon - 16 * MINUTE_MS))).status, 403);
  });

  test('is refused with 403 and the documented body if anything is wrong with it', async (t) => {
    const { port } = await start(t);
    const wrong = {
      none: '/mqtt',
      'an unknown key': await presigned(port, { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }),
      'another secret': await presigned(port, { secretAccessKey: 'another' }),
      'another service': await presigned(port, { service: 'iot' }),
      'another Region': await presigned(port, { region: 'eu-west-1' }),
      'too late': await presigned(port, { at: noon - 2 * MINUTE_MS, expiresIn: 60 }),
      'a custom authorizer': `${await presigned(port)}&x-amz-customauthorizer-name=mine`,
      unreadable: '/mqtt?X-Amz-Signature=1',
    };
    for (const [what, target] of Object.entries(wrong)) {
      const { status, headers, text } = await ask(port, target);
      assert.deepEqual([status, headers['x-amzn-errortype']], [403, 'ForbiddenException'], what);
      const { message, traceId, ...rest } = JSON.parse(text) as Record<string, string>;
      assert.deepEqual([message, rest], ['Forbidden', {}], what);
      assert.match(traceId ?? '', /^[0-9a-f-]{36}$/);
    }
  });

  test('that is refused is recorded with its address and access key, but not with what was signed', async (t) => {
    const refused: RefusedClient[] = [];
    const nothing = () => undefined;
    const allowed = () => ({ context: {} as OperationContext, ended: nothing });
    const { port } = await start(t, {
      audit: { allowed, denied: nothing, refused: (client) => void refused.push(client) },
    });
    await ask(port, '/mqtt');
    await ask(port, await presigned(port, { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }));
    await ask(port, await presigned(port, { secretAccessKey: 'another' }));
    await ask(port, await presigned(port));
    const expected = {
      action: 'iot:Connect',
      clientId: undefined,
      principal: undefined,
      reason: undefined,
      resource: undefined,
      sourceAddress: '127.0.0.1',
    };
    assert.deepEqual(refused, [
      { ...expected, accessKeyId: undefined, result: 'ForbiddenException' },
      { ...expected, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', result: 'UnrecognizedClientException' },
      { ...expected, accessKeyId, result: 'InvalidSignatureException' },
    ]);
  });

  test('is not looked at on other paths', async (t) => {
    const { port } = await start(t);
    assert.equal((await ask(port, await presigned(port, { path: '/other' }))).status, 404);
  });

  test('counts against the failures of its key and address', async (t) => {
    const failures: unknown[] = [];
    const failedSignIns = { failed: (...of: unknown[]) => void failures.push(of) };
    const { port } = await start(t, { failedSignIns });
    await ask(port, await presigned(port, { secretAccessKey: 'another' }));
    assert.deepEqual(failures, [['127.0.0.1', accessKeyId]]);
  });
});

describe('the way to a WebSocket has the limits of any request', () => {
  const begun = 'GET /mqtt HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n';
  const conversation = async (port: number, said: string) => {
    const socket = tcpConnect(port, '127.0.0.1');
    let heard = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
    socket.on('error', () => undefined);
    socket.write(said);
    await once(socket, 'close');
    return heard;
  };

  test('of its headers, in size and in time', async (t) => {
    const { port } = await start(t, { limits: { headersTimeoutMs: 100, requestTimeoutMs: 200 } });
    assert.match(await conversation(port, `${begun}X-A: ${'x'.repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 413 /);
    assert.match(await conversation(port, begun), /^HTTP\/1\.1 408 /);
  });

  test('of places: those that are not decided, and those of one address', async (t) => {
    const never = new Promise<undefined>(() => undefined);
    const accessKeys = { find: () => never, reread: () => never };
    const few = await start(t, { accessKeys, limits: { pendingWebSockets: 1, handshakeTimeoutMs: 10_000 } });
    const first = assert.rejects(ask(few.port, await presigned(few.port)));
    await assert.rejects(ask(few.port, await presigned(few.port)), { code: 'ECONNRESET' });
    await few.gateway.close();
    await first;
    const { port } = await start(t, { limits: { connectionsPerAddress: 2 } });
    for (let count = 0; count < 2; count += 1) await open(t, port);
    await assert.rejects(ask(port, await presigned(port)), { code: 'ECONNRESET' });
  });

  test('and of the time for CONNECT, once it is open', async (t) => {
    const { mqttGateway, port } = await start(t);
    const socket = await open(t, port);
    mqttGateway.watch(performance.now() + 11_000);
    await once(socket, 'close');
  });
});

test('what cannot be decided in time is broken off, and closing waits for nobody', async (t) => {
  const never = new Promise<undefined>(() => undefined);
  const accessKeys = { find: () => never, reread: () => never };
  const { port, gateway } = await start(t, { accessKeys, limits: { handshakeTimeoutMs: 50 } });
  await assert.rejects(ask(port, await presigned(port)), { code: 'ECONNRESET' });
  let look: () => void = () => undefined;
  const looked = new Promise<void>((resolve) => {
    look = resolve;
  });
  const find = () => {
    look();
    return never;
  };
  const other = await start(t, { accessKeys: { find, reread: find } });
  const asked = ask(other.port, await presigned(other.port));
  await looked;
  await other.gateway.close();
  await assert.rejects(asked);
  await gateway.close();
});

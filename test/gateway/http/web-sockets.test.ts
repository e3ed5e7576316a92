/** MQTT over WebSocket, on a gateway that listens and with clients that other people wrote. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect as tcpConnect } from 'node:net';
import { describe, test } from 'node:test';
import type { RefusedClient } from '../../../src/access/audit/trail.ts';
import type { OperationContext } from '../../../src/operations/context.ts';
import { accessKeyId, noon } from './test-gateway.ts';
import {
  ask,
  connect,
  connectMqtt,
  heardBy,
  open,
  packet,
  presigned,
  presignedForever,
  signersAllowed,
  start,
} from './web-socket-clients.ts';

const MINUTE_MS = 60_000;

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

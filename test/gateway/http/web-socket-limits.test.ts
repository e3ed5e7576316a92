/** What a WebSocket may cost before it is one. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as tcpConnect } from 'node:net';
import { describe, test } from 'node:test';
import { ask, open, presigned, start } from './web-socket-clients.ts';

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

import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { handlers, refusalIn, send, sendSigned, signed, startTestGateway } from './test-gateway.ts';

const megabyte = 1024 * 1024;

/** Everything that the server says on a connection on which only this is sent. */
async function conversation(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  let heard = '';
  socket.on('data', (chunk: string) => {
    heard += chunk;
  });
  socket.on('error', () => undefined); // a reset is an end as well
  socket.write(text);
  await once(socket, 'close');
  return heard;
}

describe('a body', () => {
  test('of ten megabytes is refused, and the refusal can be read', async () => {
    const { port } = await startTestGateway();
    const response = await sendSigned(port, { method: 'PUT', path: '/jobs/a', body: Buffer.alloc(10 * megabyte, 'x') });
    assert.equal(response.status, 413);
    assert.equal(refusalIn(response), 'RequestEntityTooLargeException: The body is larger than 1048576 bytes');
  });

  test('of one megabyte is taken', async () => {
    const { port } = await startTestGateway();
    const body = JSON.stringify({ targets: ['a'], unknown: '' });
    const full = body.replace('""', `"${'x'.repeat(megabyte - body.length)}"`);
    assert.equal(full.length, megabyte);
    assert.equal((await sendSigned(port, { method: 'PUT', path: '/jobs/a', body: full })).status, 200);
    assert.equal((await sendSigned(port, { method: 'PUT', path: '/jobs/a', body: `${full} ` })).status, 413);
  });

  test('without end is cut off', async () => {
    const { port } = await startTestGateway({ limits: { bodyBytes: 10, discardedBytes: 10 } });
    const chunk = '10\r\n0123456789abcdef\r\n';
    const heard = await conversation(
      port,
      `PUT /jobs/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`,
    );
    assert.match(heard, /^HTTP\/1\.1 413 [\s\S]*\r\nx-amzn-errortype: RequestEntityTooLargeException\r\n/);
  });

  test('in too many pieces is cut off, however small it is', async () => {
    const { port } = await startTestGateway({ limits: { bodyPieces: 1_000 } });
    const head = 'PUT /jobs/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
    const heard = await conversation(port, head + '1\r\nx\r\n'.repeat(1_001));
    assert.match(heard, /^HTTP\/1\.1 413 [\s\S]*more than 1000 pieces; send larger chunks/);
  });

  test('that is not JSON or nested too deeply is refused', async () => {
    const { port } = await startTestGateway();
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    for (const body of ['{"targets":', '[]', 'x', deep]) {
      const response = await sendSigned(port, { method: 'PUT', path: '/jobs/a', body });
      assert.equal(response.status, 400);
      assert.match(refusalIn(response), /^SerializationException: The content /);
    }
  });

  test('may have any content type, but not a malformed one', async () => {
    const { port } = await startTestGateway();
    const request = { method: 'PUT', path: '/jobs/a', body: '{"targets":["a"]}' };
    for (const type of ['application/json', 'text/plain; charset=utf-8', 'application/x-amz-json-1.0']) {
      assert.equal((await sendSigned(port, { ...request, headers: { 'content-type': type } })).status, 200);
    }
    const malformed = await sendSigned(port, { ...request, headers: { 'content-type': '/' } });
    assert.match(refusalIn(malformed), /^InvalidRequestException: /);
  });
});

test('a malformed percent-encoding is an invalid request', async () => {
  const { port } = await startTestGateway();
  for (const path of ['/jobs/%zz', '/jobs/%ff']) {
    const response = await sendSigned(port, { path });
    assert.equal(
      refusalIn(response),
      'InvalidRequestException: The path or the query holds a malformed percent-encoding',
    );
  }
});

describe('a client', () => {
  const timeouts = { headersTimeoutMs: 100, requestTimeoutMs: 200, keepAliveTimeoutMs: 100 };
  const slow = [
    ['says nothing', ''],
    ['does not end its headers', 'GET /jobs HTTP/1.1\r\nHost: a\r\n'],
    ['does not send its body', 'PUT /jobs/a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n{'],
  ] as const;
  for (const [what, text] of slow) {
    test(`that ${what} is told so and left`, async () => {
      const { port } = await startTestGateway({ limits: timeouts });
      const heard = await conversation(port, text);
      assert.match(heard, /^HTTP\/1\.1 408 [\s\S]*\r\nx-amzn-ErrorType: RequestTimeoutException\r\n/);
      assert.match(heard, /\r\nx-amzn-RequestId: [0-9a-f-]{36}\r\n/);
    });
  }

  test('that keeps its connection without using it is left', async () => {
    const { port } = await startTestGateway({ limits: timeouts });
    assert.match(await conversation(port, 'GET /x/health HTTP/1.1\r\nHost: a\r\n\r\n'), /^HTTP\/1\.1 200 /);
  });

  test('that breaks off in the middle of a body is no fault of the server', async () => {
    const { port, log, gateway } = await startTestGateway();
    const socket = connect(port, '127.0.0.1');
    socket.end('PUT /jobs/a HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{');
    socket.resume();
    await once(socket, 'close');
    await gateway.close();
    assert.deepEqual(log, []);
  });

  test('that does not speak HTTP is refused', async () => {
    const { port } = await startTestGateway();
    const heard = await conversation(port, 'hello\r\n\r\n');
    assert.match(heard, /^HTTP\/1\.1 400 [\s\S]*"The request is not valid HTTP"/);
  });

  test('that sends endless headers is refused', async () => {
    const { port } = await startTestGateway();
    const heard = await conversation(port, `GET /jobs HTTP/1.1\r\nX-A: ${'x'.repeat(20_000)}\r\n\r\n`);
    assert.match(heard, /^HTTP\/1\.1 413 [\s\S]*"The headers are too large"/);
  });
});

describe('a request for another protocol', () => {
  const upgrade = 'GET /mqtt HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  test('other than WebSocket is answered like any other, with its body', async () => {
    const { port } = await startTestGateway({
      acceptWebSocket: () => assert.fail('It is no WebSocket.'),
      limits: { keepAliveTimeoutMs: 100 },
      operations: handlers({ CreateThing: async (_context, { thingName }) => ({ thingName }) }),
    });
    const request = { method: 'POST', path: '/things/lamp', body: '{"attributePayload":{}}' };
    const { headers } = await signed(port, request);
    const more = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
    const response = await send(port, { ...request, headers: { ...headers, ...more } });
    assert.deepEqual([response.status, JSON.parse(response.text)], [200, { thingName: 'lamp' }]);
  });

  test('takes no more than the one place of its connection, however often it is made', async () => {
    const { port } = await startTestGateway({ limits: { connectionsPerAddress: 2, closeGraceMs: 100 } });
    const request = 'GET /x/health HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
    const socket = connect(port, '127.0.0.1');
    for (let count = 0; count < 20; count += 1) {
      socket.write(request);
      assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1\.1 200 /);
    }
    const other = connect(port, '127.0.0.1');
    other.write(request);
    assert.match(String((await once(other, 'data'))[0]), /^HTTP\/1\.1 200 /);
    socket.destroy();
    other.destroy();
  });

  test('is answered like any other where nobody takes it', async () => {
    const { port } = await startTestGateway({ limits: { keepAliveTimeoutMs: 100 } });
    assert.match(await conversation(port, upgrade), /^HTTP\/1\.1 404 [\s\S]*UnknownOperationException/);
  });
});

describe('closing', () => {
  test('lets a request finish and ends its connection', async () => {
    const events = new EventEmitter();
    const { port, gateway } = await startTestGateway({
      operations: handlers({
        ListJobs: async () => {
          const finished = once(events, 'finish');
          events.emit('start');
          await finished;
          return { jobs: [] };
        },
      }),
    });
    const started = once(events, 'start');
    const response = sendSigned(port, { path: '/jobs' });
    await started;
    const closed = gateway.close();
    events.emit('finish');
    const { status, headers } = await response;
    assert.deepEqual([status, headers.connection], [200, 'close']);
    await closed;
    await assert.rejects(send(port, { path: '/x/health' }), { code: 'ECONNREFUSED' });
  });

  test('does not wait for ever', async () => {
    const events = new EventEmitter();
    const { port, gateway } = await startTestGateway({
      limits: { closeGraceMs: 50 },
      operations: handlers({
        ListJobs: () => {
          events.emit('start');
          return new Promise(() => undefined);
        },
      }),
    });
    const started = once(events, 'start');
    const response = assert.rejects(sendSigned(port, { path: '/jobs' }), { code: 'ECONNRESET' });
    await started;
    await gateway.close();
    await response;
  });
});

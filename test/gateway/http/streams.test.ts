/** Answers that come piece by piece, over real sockets: who reads slowly, who goes away, and a server that stops. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { ServiceError } from '../../../src/contract/errors.ts';
import { type AnswerForm, defineOperation } from '../../../src/contract/operation.ts';
import type { Extension } from '../../../src/gateway/http/extensions.ts';
import type { HttpGatewayOptions } from '../../../src/gateway/http/gateway.ts';
import { refusalIn, send, sendSigned, signed, startTestGateway } from './test-gateway.ts';

const megabyte = 1024 * 1024;
const file: AnswerForm = { kind: 'file', mediaType: 'application/octet-stream', fileName: 'data.bin' };
const events: AnswerForm = {
  kind: 'event stream',
  events: { job: { at: { shape: { type: 'timestamp' } }, text: { shape: { type: 'string' } } } },
};

/** An operation `GET /x/NAME` of the test's own. */
function extension(name: string, answers: AnswerForm, handle: Extension['handle'], unsigned = true): Extension {
  const operation = defineOperation({
    name,
    service: 'iot',
    method: 'GET',
    path: `/x/${name}`,
    sentence: 'Is there for a test.',
    input: {},
    answers,
    errors: ['InvalidRequestException', 'InternalFailureException'],
    resources: ['*'],
  });
  return { operation, unsigned, handle };
}

/** Tells what becomes of a source: `asked`, `aborted` with the reason, `closed`. */
class Watched extends EventEmitter {
  produced = 0;
  readonly #pieces: number;

  constructor(pieces: number) {
    super();
    this.#pieces = pieces;
  }

  /** Pieces of 64 kB. */
  async *bytes(signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.addEventListener('abort', () => this.emit('aborted', signal.reason));
    try {
      for (let piece = 0; piece < this.#pieces; piece += 1) {
        this.produced += 64 * 1024;
        yield Buffer.alloc(64 * 1024, 'x');
      }
    } finally {
      this.emit('closed');
    }
  }

  /** One event, and then none until it is aborted. */
  async *events(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.emit('aborted', signal.reason));
    try {
      yield { event: 'job', data: { at: 1_500, text: 'first' } };
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      this.emit('closed');
    }
  }
}

const fileOf = (watched: Watched, length?: number) =>
  extension('file', file, async (_input, _context, signal) => ({
    bytes: watched.bytes(signal),
    ...(length === undefined ? {} : { length }),
  }));
const eventsOf = (watched: Watched, name = 'events', unsigned = true) =>
  extension(name, events, async (_input, _context, signal) => watched.events(signal), unsigned);

const gatewayWith = (extensions: readonly Extension[], options: Partial<HttpGatewayOptions> = {}) =>
  startTestGateway({ extensions, ...options });

interface Client {
  readonly socket: Socket;
  heard(): string;
  /** Resolves when this was heard. */
  until(text: string): Promise<void>;
  readonly closed: Promise<unknown>;
}

/** Asks and listens to all that comes. */
function ask(port: number, path: string, headers: Readonly<Record<string, string>> = {}): Client {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  let heard = '';
  socket.on('data', (text: string) => {
    heard += text;
  });
  socket.on('error', () => undefined); // a reset is an end as well
  return {
    socket,
    heard: () => heard,
    closed: once(socket, 'close'),
    async until(text) {
      while (!heard.includes(text)) await once(socket, 'data');
    },
  };
}

/** How a chunked body says that it is whole. */
const WHOLE = /\r\n0\r\n\r\n$/;

/** Waits for the end, and says whether it is one that a client takes for the end of the whole. */
async function ended(client: Client): Promise<boolean> {
  await client.closed;
  return WHOLE.test(client.heard());
}

describe('a file', () => {
  test('comes with its type and its name, and to HEAD without its bytes', async () => {
    const watched = new Watched(3);
    const { port } = await gatewayWith([fileOf(watched, 3 * 64 * 1024)]);
    const { headers, status, text } = await send(port, { path: '/x/file' });
    assert.deepEqual([status, text.length, headers['content-length']], [200, 3 * 64 * 1024, '196608']);
    assert.equal(headers['content-type'], 'application/octet-stream');
    assert.equal(headers['content-disposition'], 'attachment; filename="data.bin"');
    const head = await send(port, { method: 'HEAD', path: '/x/file' });
    assert.deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '196608']);
    assert.equal(watched.produced, 3 * 64 * 1024);
  });

  test('is made no faster than it is read', async () => {
    const watched = new Watched(1_024);
    const { port } = await gatewayWith([fileOf(watched)]);
    const { socket } = ask(port, '/x/file');
    let received = 0;
    let most = 0;
    socket.on('data', (text: string) => {
      received += text.length;
      most = Math.max(most, watched.produced - received);
      socket.pause();
      setImmediate(() => socket.resume());
    });
    await once(socket, 'close');
    assert.ok(received > 64 * megabyte);
    // What the buffers of the two sockets hold.
    assert.ok(most < 24 * megabyte, `${most} bytes were made before they were read`);
  });

  test('is given up for a reader that stays away', async () => {
    const watched = new Watched(4_096);
    const { port } = await gatewayWith([fileOf(watched)], { limits: { stalledReaderMs: 50 } });
    const aborted = once(watched, 'aborted');
    const closed = once(watched, 'closed');
    const { socket } = ask(port, '/x/file');
    socket.pause();
    assert.deepEqual(await aborted, ['stalled']);
    await closed;
    assert.ok(watched.produced < 64 * megabyte);
    socket.destroy();
  });

  test('can be refused until its first byte, and is cut off when it fails later', async () => {
    const failing = (after: number) =>
      extension(`file-${after}`, file, async () => ({
        bytes: (async function* () {
          for (let count = 0; count < after; count += 1) yield Buffer.from('some');
          throw after === 0
            ? new ServiceError('InvalidRequestException', 'Not like this')
            : new Error('the disk is gone');
        })(),
      }));
    const { log, port } = await gatewayWith([failing(0), failing(1)]);
    const refused = await send(port, { path: '/x/file-0' });
    assert.deepEqual([refused.status, refusalIn(refused)], [400, 'InvalidRequestException: Not like this']);
    assert.deepEqual(log, []);
    const client = ask(port, '/x/file-1');
    assert.equal(await ended(client), false);
    assert.match(client.heard(), /\r\n\r\n4\r\nsome\r\n$/);
    assert.match(log.join(), /the disk is gone/);
  });

  test('that is not as long as it said is cut off', async () => {
    for (const length of [1, 65 * 1024]) {
      const { log, port } = await gatewayWith([fileOf(new Watched(1), length)]);
      const client = ask(port, '/x/file');
      await client.closed;
      assert.notEqual(client.heard().split('\r\n\r\n')[1]?.length, length);
      assert.match(log.join(), /bytes/);
    }
  });
});

describe('a stream of events', () => {
  test('has each with its name and its data, encoded by the contract, and begins before there is one', async () => {
    const gate = new EventEmitter();
    const waiting = extension('events', events, async () =>
      (async function* () {
        await once(gate, 'open');
        yield { event: 'job', data: { at: 1_500, text: 'two\nlines', secret: 1 } };
      })(),
    );
    const { port } = await gatewayWith([waiting]);
    const client = ask(port, '/x/events');
    await client.until('\r\n\r\n');
    assert.match(
      client.heard(),
      /^HTTP\/1\.1 200 OK\r\ncontent-type: text\/event-stream\r\ncache-control: no-store\r\n/,
    );
    gate.emit('open');
    assert.equal(await ended(client), true);
    assert.ok(client.heard().includes('event: job\ndata: {"at":1.5,"text":"two\\nlines"}\n\n'));
  });

  test('shows signs of life while nothing happens', async () => {
    const { port } = await gatewayWith([eventsOf(new Watched(0))], { limits: { heartbeatMs: 5 } });
    const client = ask(port, '/x/events');
    await client.until(': ping\n\n');
    assert.match(client.heard(), /"first"[\s\S]*: ping/);
    client.socket.destroy();
  });

  test('ends its source when the client goes', async () => {
    const watched = new Watched(0);
    const { log, port } = await gatewayWith([eventsOf(watched)]);
    const client = ask(port, '/x/events');
    await client.until('first');
    const aborted = once(watched, 'aborted');
    const closed = once(watched, 'closed');
    client.socket.destroy();
    assert.deepEqual(await aborted, ['gone']);
    await closed;
    assert.deepEqual(log, []);
  });

  test('ends after its longest life', async () => {
    const watched = new Watched(0);
    const aborted = once(watched, 'aborted');
    const { port } = await gatewayWith([eventsOf(watched)], { limits: { streamLifeMs: 50 } });
    assert.equal(await ended(ask(port, '/x/events')), true);
    assert.deepEqual(await aborted, ['too long']);
  });

  test('just ends at an event that is too large, and at an error', async () => {
    const { log, port } = await gatewayWith(
      [
        extension('large', events, async () =>
          (async function* () {
            yield { event: 'job', data: { text: 'x'.repeat(100) } };
          })(),
        ),
        extension('none', events, () => Promise.reject(new ServiceError('InvalidRequestException', 'Not like this'))),
      ],
      { limits: { eventBytes: 100 } },
    );
    const client = ask(port, '/x/large');
    assert.equal(await ended(client), true);
    assert.ok(!client.heard().includes('xxx'));
    assert.match(log.join(), /An event job has \d+ bytes/);
    assert.equal(refusalIn(await send(port, { path: '/x/none' })), 'InvalidRequestException: Not like this');
  });
});

describe('streams at a time', () => {
  test('are counted for their caller first, then for all, and a place is free when its source has ended', async () => {
    const watched = new Watched(0);
    const { port } = await gatewayWith([eventsOf(watched), eventsOf(watched, 'signed', false)], {
      limits: { streams: 2, streamsPerCaller: 1 },
      nameOf: (caller) => (caller.kind === 'access-key' ? caller.accessKeyId : undefined),
    });
    const first = ask(port, '/x/events');
    await first.until('first');
    assert.match(refusalIn(await send(port, { path: '/x/events' })), /^ThrottlingException: You have 1 streams open/);
    const second = ask(port, '/x/signed', (await signed(port, { path: '/x/signed' })).headers);
    await second.until('first');
    const third = await sendSigned(port, { path: '/x/signed' });
    assert.match(refusalIn(third), /^ThrottlingException: /);
    const closed = once(watched, 'closed');
    first.socket.destroy();
    await closed;
    const again = ask(port, '/x/events');
    await again.until('first');
    for (const { socket } of [second, again]) socket.destroy();
  });

  test('are refused to everybody beyond the limit of all', async () => {
    const watched = new Watched(0);
    const { port } = await gatewayWith([eventsOf(watched)], { limits: { streams: 1 } });
    const first = ask(port, '/x/events');
    await first.until('first');
    const refused = await send(port, { path: '/x/events' });
    assert.match(refusalIn(refused), /^ServiceUnavailableException: No further stream/);
    first.socket.destroy();
  });

  test('are not requests under way', async () => {
    const { port } = await gatewayWith([eventsOf(new Watched(0)), fileOf(new Watched(1))], {
      limits: { requestsInFlight: 1 },
    });
    const first = ask(port, '/x/events');
    await first.until('first');
    assert.equal((await send(port, { path: '/x/file' })).status, 200);
    first.socket.destroy();
  });
});

describe('a stop', () => {
  test('ends events at once and lets a file come to its end', async () => {
    const watched = new Watched(256);
    const { gateway, port } = await gatewayWith([eventsOf(watched), fileOf(watched, 16 * megabyte)]);
    const listening = ask(port, '/x/events');
    await listening.until('first');
    const reading = ask(port, '/x/file');
    await reading.until('xxx');
    reading.socket.pause();
    const aborted = once(watched, 'aborted');
    const closed = gateway.close();
    assert.deepEqual(await aborted, ['stop']);
    assert.equal(await ended(listening), true);
    reading.socket.resume();
    await Promise.all([reading.closed, closed]);
    assert.equal(reading.heard().split('\r\n\r\n')[1]?.length, 16 * megabyte);
  });

  test('waits for nobody longer than its limit', async () => {
    const watched = new Watched(4_096);
    const { gateway, port } = await gatewayWith([fileOf(watched)], { limits: { closeGraceMs: 50 } });
    const reading = ask(port, '/x/file');
    await reading.until('xxx');
    reading.socket.pause();
    const closed = once(watched, 'closed');
    await gateway.close();
    await closed;
    reading.socket.destroy();
  });
});

test('what came of a stream is written down when it ends', async () => {
  const results: string[] = [];
  const watched = new Watched(1);
  const { port } = await gatewayWith(
    [
      fileOf(watched),
      extension('failing', file, async () => ({
        bytes: (async function* () {
          yield Buffer.from('some');
          throw new Error('no more');
        })(),
      })),
    ],
    {
      audit: {
        allowed: () => ({ context: {} as never, ended: (result) => void results.push(result) }),
        denied: () => undefined,
        refused: () => undefined,
      },
    },
  );
  await send(port, { path: '/x/file' });
  await ask(port, '/x/failing').closed;
  assert.deepEqual(results, ['OK', 'InternalFailureException']);
});

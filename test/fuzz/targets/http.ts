/** The HTTP gateway over sockets: requests of all operations with broken values, and bytes that are hardly HTTP. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { OperationContract } from '../../../src/contract/operation.ts';
import { controlPlaneOperations, deviceOperations } from '../../../src/contract/operations/index.ts';
import { allowedMembers } from '../../gateway/malformed-values.ts';
import { mutateBytes, mutateText, type Random } from '../random.ts';
import { startedTarget } from '../target.ts';
import { signedRequest, startFuzzedServer } from './http-server.ts';

const operations: readonly OperationContract[] = [
  ...Object.values(controlPlaneOperations),
  ...Object.values(deviceOperations),
];
const words = ['{', '}', '[', ']', ',', ':', '"', '\\u0000', '1e999', 'null', '"targets":', '"__proto__":{}', '[[[[['];

function anyOperation(random: Random): OperationContract {
  const [first] = operations;
  assert.ok(first !== undefined);
  return random.pick([first, ...operations.slice(1)]);
}

/** A value in place of another: of any type, or the same with changes. */
function broken(random: Random, value: unknown): unknown {
  if (typeof value === 'string' && random.oneIn(2)) return mutateText(random, value, words, 4_096);
  if (Array.isArray(value) && random.oneIn(2)) return value.map((item) => broken(random, item));
  if (typeof value === 'object' && value !== null && random.oneIn(2)) return brokenMember(random, value);
  return random.pick([
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    2 ** 53,
    '',
    'a',
    'true',
    [],
    [null],
    [[]],
    {},
    { a: { b: [{}] } },
  ]);
}

function brokenMember(random: Random, whole: object): object {
  const entries = Object.entries(whole);
  const at = random.below(entries.length + 1);
  const added: [string, unknown][] = at === entries.length ? [[random.pick(['x', '__proto__', '']), {}]] : [];
  return Object.fromEntries([
    ...entries.map(([name, value], index): [string, unknown] => [name, index === at ? broken(random, value) : value]),
    ...added,
  ]);
}

function requestTo(random: Random): Buffer {
  const operation = anyOperation(random);
  const whole = Object.entries(brokenMember(random, allowedMembers(operation.input)));
  const at = (place: 'query' | 'header' | undefined) =>
    whole
      .filter(([name]) => operation.input[name]?.in === place)
      .map(([name, value]) => [operation.input[name]?.name ?? name, value]);
  const values = new Map(whole);
  const encoded = (value: unknown) => encodeURIComponent(Buffer.from(String(value)).toString());
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encoded(values.get(name)));
  const query = at('query').map(([name, value]) => `${name}=${encoded(value)}`);
  const target = random.oneIn(6) ? mutateText(random, path, ['/', '%', '..', '//', '?'], 4_096) : path;
  const headers = at('header').map(([name, value]) => `${name}: ${String(value).replaceAll(/[^!-~]/g, '')}`);
  const text = JSON.stringify(Object.fromEntries(at(undefined)));
  const body = Buffer.from(random.oneIn(4) ? mutateText(random, text, words, 40_000) : text);
  const { method, service } = operation;
  return signedRequest(
    {
      method,
      service: random.oneIn(10) ? 'execute-api' : service,
      target: `${target}?${query.join('&')}`.replaceAll(/[^!-~]/g, '_'),
      headers,
    },
    random.oneIn(6) ? mutateBytes(random, body, 40_000) : body,
  );
}

/** The next whole answer on a connection; what came of it if the connection ends before. */
function answerOn(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const take = (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      const end = heard.indexOf('\r\n\r\n');
      const length = Number(/\r\ncontent-length: (\d+)\r\n/i.exec(heard)?.[1] ?? Number.POSITIVE_INFINITY);
      if (end >= 0 && heard.length >= end + 4 + length) finish();
    };
    const finish = () => {
      socket.off('data', take).off('close', finish);
      resolve(heard);
    };
    socket.on('data', take).on('close', finish);
  });
}

const ANSWER = /^HTTP\/1\.1 (?:200|4\d\d) [^\r]*\r\n[\s\S]*\r\n\r\n(?:\{[\s\S]*\})?$/;

export const signedRequestTarget = startedTarget<Buffer>('signed HTTP requests', 40, async () => {
  const server = await startFuzzedServer();
  let socket = server.dial();
  return {
    make: requestTo,
    async check(request) {
      if (socket.destroyed || socket.readableEnded) socket = server.dial();
      socket.write(request);
      const answer = await answerOn(socket);
      if (/\r\nconnection: close\r\n/i.test(answer)) socket.destroy();
      assert.match(answer, ANSWER);
      assert.deepEqual(server.takeLog(), []);
    },
    async close() {
      socket.destroy();
      await server.close();
      assert.deepEqual(server.takeLog(), []);
    },
  };
});

const requests = [
  'GET /jobs?maxResults=1 HTTP/1.1\r\nHost: a\r\n\r\n',
  'PUT /jobs/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{"targets":["a"]}',
  'POST /things/a/jobs/$next HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n',
  'GET /x/health HTTP/1.0\r\n\r\n',
  'GET /mqtt HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n\r\n',
  'PUT /jobs/a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\nDELETE http://a/jobs/b?force=true HTTP/1.1\r\nHost: a\r\n\r\n',
] as const;
const tokens = [
  '\r\n',
  '\r\n\r\n',
  'Content-Length: 1\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Authorization: AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=0\r\n',
  'X-Amz-Date: 20260115T120000Z\r\n',
  'HTTP/1.1',
  'CONNECT ',
  '%00',
  '?X-Amz-Signature=',
  'ffffffffffffffff\r\n',
  '0\r\n\r\n',
];

function rawBytes(random: Random): Buffer {
  const kind = random.below(4);
  if (kind === 0) return mutateBytes(random, requestTo(random), 60_000);
  const request = random.pick(requests);
  if (kind === 1) return mutateBytes(random, Buffer.from(request, 'latin1'), 60_000);
  return Buffer.from(mutateText(random, request, tokens, 60_000), 'latin1');
}

export const rawRequestTarget = startedTarget<Buffer>('raw HTTP connections', 30, async () => {
  const server = await startFuzzedServer();
  return {
    make: rawBytes,
    async check(bytes) {
      const socket = server.dial();
      let heard = '';
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString('latin1');
      });
      const closed = once(socket, 'close');
      socket.end(bytes);
      await closed;
      assert.ok(heard === '' || heard.startsWith('HTTP/1.1 '), heard);
      assert.doesNotMatch(heard, /^HTTP\/1\.1 5\d\d /m);
      assert.deepEqual(server.takeLog(), []);
    },
    async close() {
      await server.close();
      assert.deepEqual(server.takeLog(), []);
    },
  };
});

/** Requests that are under way at the same time: how many, and what their bodies hold together. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { handlers, refusalIn, sendSigned, signed, startTestGateway, type TestRequest } from './test-gateway.ts';

/** A gateway on which ListJobs takes until `finish`; `started` resolves when so many have begun. */
async function startSlow(limits: { readonly requestsInFlight?: number; readonly requestsInFlightPerAddress?: number }) {
  const events = new EventEmitter();
  let begun = 0;
  const { port } = await startTestGateway({
    limits: { ...limits, closeGraceMs: 100 },
    operations: handlers({
      ListJobs: async () => {
        const finished = once(events, 'finish');
        begun += 1;
        events.emit('begun');
        await finished;
        return { jobs: [] };
      },
    }),
  });
  const started = async (count: number) => {
    while (begun < count) await once(events, 'begun');
  };
  return { port, started, finish: () => events.emit('finish') };
}

for (const limits of [{ requestsInFlight: 2 }, { requestsInFlightPerAddress: 2 }]) {
  test(`more than ${JSON.stringify(limits)} are refused for the moment, and places are given back`, async () => {
    const { port, started, finish } = await startSlow(limits);
    const slow = [sendSigned(port, { path: '/jobs' }), sendSigned(port, { path: '/jobs' })];
    await started(2);
    const refused = await sendSigned(port, { path: '/things' });
    assert.equal(refused.status, 503);
    assert.equal(refusalIn(refused), 'ServiceUnavailableException: Too many requests are under way');
    finish();
    for (const { status } of await Promise.all(slow)) assert.equal(status, 200);
    assert.equal((await sendSigned(port, { path: '/things' })).status, 200);
  });
}

test('those that follow each other on one connection without waiting count as well', async (context) => {
  const { port, started, finish } = await startSlow({ requestsInFlightPerAddress: 2 });
  const socket = await opened(context, port);
  const jobs = await written(port, { path: '/jobs' });
  socket.write(jobs + jobs + jobs + jobs);
  await started(2);
  finish();
  let heard = '';
  for await (const chunk of socket) {
    heard += String(chunk);
    if ((heard.match(/HTTP\/1\.1 /g) ?? []).length === 4) break;
  }
  assert.deepEqual(
    heard.match(/HTTP\/1\.1 \d+/g),
    [200, 200, 503, 503].map((status) => `HTTP/1.1 ${status}`),
  );
});

for (const limits of [{ bodiesBytes: 100 }, { bodiesBytesPerAddress: 100 }]) {
  test(`bodies of more than ${JSON.stringify(limits)} together are refused, and their memory is given back`, async (context) => {
    const { port } = await startTestGateway({ limits: { ...limits, closeGraceMs: 100 } });
    const body = JSON.stringify({ targets: ['a'], unknown: 'x'.repeat(40) });
    const request = { method: 'PUT', path: '/jobs/a', body };
    const first = await opened(context, port);
    first.write((await written(port, request)).slice(0, -1));
    // Until the server has read that, the other one is taken.
    for (;;) {
      const { status, text } = await sendSigned(port, request);
      if (status === 200) continue;
      assert.deepEqual([status, text], [503, '{"message":"Too many requests are under way"}']);
      break;
    }
    first.write('}');
    assert.match(String((await once(first, 'data'))[0]), /^HTTP\/1\.1 200 /);
    assert.equal((await sendSigned(port, request)).status, 200);
    const another = await opened(context, port);
    another.write((await written(port, request)).slice(0, -1));
    another.destroy();
    while ((await sendSigned(port, request)).status !== 200);
  });
}

/** The bytes of a signed request. */
async function written(port: number, request: TestRequest): Promise<string> {
  const { body = '', headers = {}, method = 'GET', path } = await signed(port, request);
  const lines = Object.entries({ ...headers, 'content-length': String(body.length) }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

async function opened(context: TestContext, port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  context.after(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Stands between a client and a server, and writes down what the client asks. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after } from 'node:test';

/** What a request asks for, without how it is written: the order of its query and of its members does not count. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly body: unknown;
}

export interface RecordingProxy {
  readonly endpoint: string;
  /** What was asked since the last time. */
  take(): readonly Asked[];
}

/** Forwards everything as it is, so that signatures stay valid. It ends with the run. */
export async function recordingProxy(target: string): Promise<RecordingProxy> {
  let asked: Asked[] = [];
  const proxy = createServer((incoming, outgoing) => {
    buffer(incoming).then((body) => {
      asked.push(readAsked(incoming.method ?? '', incoming.url ?? '', body.toString()));
      const options = { method: incoming.method ?? 'GET', headers: incoming.headers, path: incoming.url ?? '/' };
      const forwarded = request(new URL(target), options, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on('error', () => outgoing.writeHead(502).end());
      forwarded.end(body);
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  after(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await once(proxy, 'close');
  });
  return {
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    take: () => {
      const taken = asked;
      asked = [];
      return taken;
    },
  };
}

function readAsked(method: string, url: string, body: string): Asked {
  const [path = '', query = ''] = url.split('?', 2);
  // Botocore sends `{}` where there is nothing to say.
  const said = body === '' || body === '{}' ? undefined : JSON.parse(body);
  return { method, path, query: query === '' ? [] : query.split('&').sort(), body: said };
}

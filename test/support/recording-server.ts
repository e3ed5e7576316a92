/** An HTTP server that writes down what it is asked, for tests of clients. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

export interface RecordedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface PlannedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RecordingServer {
  readonly endpoint: string;
  /** In the order in which they came. */
  readonly requests: RecordedRequest[];
}

/** Answers with what `answer` says, `{}` by itself. It ends with the test. */
export async function recordingServer(
  t: Pick<TestContext, 'after'>,
  answer: (request: RecordedRequest) => PlannedAnswer = () => ({}),
): Promise<RecordingServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    text(incoming).then((body) => {
      const request = { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers, body };
      requests.push(request);
      const { body: answered = '{}', headers = {}, status = 200 } = answer(request);
      outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(answered);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

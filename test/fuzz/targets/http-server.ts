/** An HTTP gateway over handlers that answer little, and a client that says whatever bytes it is given. */
import { connect, type Socket } from 'node:net';
import { everythingPermitted } from '../../../src/access/operators/caller-permissions.ts';
import { controlPlaneOperations } from '../../../src/contract/operations/index.ts';
import { extensionsOf } from '../../../src/gateway/http/extensions.ts';
import { createHttpGateway, type HttpGatewayOptions } from '../../../src/gateway/http/gateway.ts';
import { virtualClock } from '../../../src/lib/clock.ts';
import { openLog } from '../../../src/lib/log.ts';
import { cachedSigningKeys, canonicalRequest, sha256Hex, sign, stringToSign } from '../../../src/lib/sigv4.ts';
import type { OperationContext } from '../../../src/operations/context.ts';
import { extensionHandlers } from '../../../src/operations/extensions/index.ts';
import { extensionContext } from '../../support/extension-request.ts';

const execution = { jobId: 'j', status: 'QUEUED', queuedAt: 1, lastUpdatedAt: 1, versionNumber: 1, executionNumber: 1 };
const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const noon = Date.UTC(2026, 0, 15, 12, 0, 0);
const dateTime = '20260115T120000Z';

export interface FuzzedServer {
  /** The lines that were logged since the last time: faults of ours. */
  readonly takeLog: () => string[];
  /** A new connection. */
  readonly dial: () => Socket;
  readonly close: () => Promise<void>;
}

export async function startFuzzedServer(): Promise<FuzzedServer> {
  const lines: string[] = [];
  const nothing = async () => undefined;
  const operations = Object.fromEntries(Object.keys(controlPlaneOperations).map((name) => [name, nothing]));
  const key = { secretAccessKey, principal: { arn: 'arn:aws:iam::000000000000:root' } };
  const find = async (id: string) => (id === accessKeyId ? key : undefined);
  const gateway = createHttpGateway({
    // What operations would answer is not looked at.
    operations: operations as unknown as HttpGatewayOptions['operations'],
    deviceOperations: {
      GetPendingJobExecutions: async () => ({ inProgressJobs: [], queuedJobs: [execution] }),
      StartNextPendingJobExecution: async () => ({}),
      DescribeJobExecution: async () => ({ execution }),
      UpdateJobExecution: async () => ({}),
    },
    extensions: extensionsOf({
      handlers: extensionHandlers,
      context: extensionContext({ clock: virtualClock(noon) }),
      isUnsigned: (when) => when === 'always',
    }),
    accessKeys: { find, reread: find },
    deviceIdentities: { find: nothing },
    authorize: async () => everythingPermitted,
    // No handler here looks into the context.
    audit: {
      allowed: () => ({ context: {} as OperationContext, ended: () => undefined }),
      denied: () => undefined,
      refused: () => undefined,
    },
    nameOf: () => undefined,
    failedSignIns: { failed: () => undefined },
    region: 'us-east-1',
    wallClock: virtualClock(noon),
    log: openLog({ level: 'warn', format: 'json', write: (line) => lines.push(line) }),
    limits: { bodyBytes: 32_768, discardedBytes: 65_536 },
  });
  const { port } = await gateway.listen({ host: '127.0.0.1', port: 0 });
  return {
    takeLog: () => lines.splice(0),
    dial() {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      socket.on('error', () => undefined); // the server may close whenever it wants
      return socket;
    },
    close: () => gateway.close(),
  };
}

const signingKeys = cachedSigningKeys(4);

/** The bytes of a request with a right signature. `target` is percent-encoded. */
export function signedRequest({ method, target, service, headers }: SignedParts, body: Buffer): Buffer {
  const [path = '', ...query] = target.split('?');
  const scope = { date: dateTime.slice(0, 8), region: 'us-east-1', service };
  const rawHeaders = ['host', 'a', 'x-amz-date', dateTime];
  const request = { method, path, query: query.join('?'), rawHeaders, payloadHash: sha256Hex(body) };
  const names = ['host', 'x-amz-date'];
  const text = stringToSign(dateTime, scope, canonicalRequest(request, names));
  const signature = sign(signingKeys(secretAccessKey, scope), text).toString('hex');
  const credential = `${accessKeyId}/${scope.date}/${scope.region}/${service}/aws4_request`;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: a',
    `X-Amz-Date: ${dateTime}`,
    `Authorization: AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
    ...headers,
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

export interface SignedParts {
  readonly method: string;
  readonly target: string;
  readonly service: string;
  /** Further ones, as lines. */
  readonly headers: readonly string[];
}

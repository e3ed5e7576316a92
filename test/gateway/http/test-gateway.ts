/** A started gateway with handlers of the test's own, and a client that signs with AWS's signer. */
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { after } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import { everythingPermitted } from '../../../src/access/operators/caller-permissions.ts';
import { extensionOperations } from '../../../src/contract/extensions/index.ts';
import type { OperationContract } from '../../../src/contract/operation.ts';
import { controlPlaneOperations } from '../../../src/contract/operations/index.ts';
import type { Extension } from '../../../src/gateway/http/extensions.ts';
import { createHttpGateway, type HttpGateway, type HttpGatewayOptions } from '../../../src/gateway/http/gateway.ts';
import { virtualClock } from '../../../src/lib/clock.ts';
import { openLog } from '../../../src/lib/log.ts';
import type { OperationContext } from '../../../src/operations/context.ts';
import type { DeviceJobExecution, DeviceOperations } from '../../../src/operations/device/device-operations.ts';
import { Sha256 } from '../../support/sha256.ts';

export const region = 'us-east-1';
export const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
export const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const principal = { arn: 'arn:aws:iam::000000000000:root' };
/** A Thursday, at noon. */
export const noon = Date.UTC(2026, 0, 15, 12, 0, 0);

type Handler = (context: unknown, input: Readonly<Record<string, unknown>>) => Promise<unknown>;

export const queuedExecution: DeviceJobExecution = {
  jobId: 'job-1',
  status: 'QUEUED',
  queuedAt: 1_719_940_994_999,
  lastUpdatedAt: 1_719_940_995_001,
  versionNumber: 1,
  executionNumber: 1,
};

/** A handler for each operation of the control plane: those given, and for all others one that answers nothing. */
export function handlers(given: Readonly<Record<string, Handler>> = {}): HttpGatewayOptions['operations'] {
  const table = Object.fromEntries(
    Object.keys(controlPlaneOperations).map((name) => [name, given[name] ?? (async () => undefined)]),
  );
  // The tests of the gateway look at what it does with answers, not at what operations would answer.
  return table as unknown as HttpGatewayOptions['operations'];
}

/** What an operation answers that has nothing to say. */
function nothingFor({ answers }: OperationContract): unknown {
  if (answers?.kind === 'text') return '';
  async function* nothing() {}
  return answers?.kind === 'file' ? { bytes: nothing() } : answers && nothing();
}

/** Every operation under `/x/`; anybody may ask what needs no signature on any server. */
export const quietExtensions: readonly Extension[] = Object.values(extensionOperations).map(
  (operation: OperationContract) => ({
    operation,
    unsigned: operation.unsigned === 'always',
    handle: async () => nothingFor(operation),
  }),
);

export const deviceHandlers: DeviceOperations = {
  GetPendingJobExecutions: async () => ({ inProgressJobs: [], queuedJobs: [queuedExecution] }),
  StartNextPendingJobExecution: async () => ({}),
  DescribeJobExecution: async () => ({ execution: queuedExecution }),
  UpdateJobExecution: async () => ({}),
};

const findTestKey = async (id: string) => (id === accessKeyId ? { secretAccessKey, principal } : undefined);

export interface TestGateway {
  readonly gateway: HttpGateway;
  readonly port: number;
  readonly clock: ReturnType<typeof virtualClock>;
  /** The lines of the gateway's log. */
  readonly log: string[];
}

/** Starts a gateway and closes it after the test or the file. */
export async function startTestGateway(options: Partial<HttpGatewayOptions> = {}): Promise<TestGateway> {
  const clock = virtualClock(noon);
  const log: string[] = [];
  const gateway = createHttpGateway({
    operations: handlers(),
    deviceOperations: deviceHandlers,
    extensions: quietExtensions,
    accessKeys: { find: findTestKey, reread: findTestKey },
    deviceIdentities: { find: async () => undefined },
    authorize: async () => everythingPermitted,
    // No handler of these tests looks into the context.
    audit: {
      allowed: () => ({ context: {} as OperationContext, ended: () => undefined }),
      denied: () => undefined,
      refused: () => undefined,
    },
    nameOf: () => undefined,
    failedSignIns: { failed: () => undefined },
    region,
    wallClock: clock,
    log: openLog({ level: 'info', format: 'json', write: (line) => log.push(line) }),
    ...options,
  });
  after(() => gateway.close());
  const { port } = await gateway.listen({ host: '127.0.0.1', port: 0 });
  return { gateway, port, clock, log };
}

export interface TestRequest {
  readonly method?: string;
  /** Percent-encoded, as it travels. */
  readonly path: string;
  /** Not encoded. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface TestResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true });
after(() => agent.destroy());

/** Sends a request as it is. */
export function send(port: number, request: TestRequest): Promise<TestResponse> {
  const query = new URLSearchParams(request.query).toString().replaceAll('+', '%20');
  return new Promise((resolve, reject) => {
    const message = httpRequest(
      {
        host: '127.0.0.1',
        port,
        agent,
        method: request.method ?? 'GET',
        path: query === '' ? request.path : `${request.path}?${query}`,
        headers: { ...request.headers, 'content-length': Buffer.byteLength(request.body ?? '') },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    message.on('error', reject);
    message.end(request.body);
  });
}

export interface Signing {
  readonly service?: string;
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
}

export function signer(signing: Signing = {}): SignatureV4 {
  return new SignatureV4({
    service: signing.service ?? 'iot',
    region: signing.region ?? region,
    credentials: {
      accessKeyId: signing.accessKeyId ?? accessKeyId,
      secretAccessKey: signing.secretAccessKey ?? secretAccessKey,
      ...(signing.sessionToken === undefined ? {} : { sessionToken: signing.sessionToken }),
    },
    sha256: Sha256,
    applyChecksum: false,
  });
}

/** The request with a signature in its headers. */
export async function signed(port: number, request: TestRequest, signing: Signing = {}): Promise<TestRequest> {
  const { headers } = await signer(signing).sign(signable(port, request), {
    signingDate: new Date(signing.at ?? noon),
  });
  return { ...request, headers };
}

/** What AWS's signer takes. */
export function signable(port: number, request: TestRequest) {
  return {
    method: request.method ?? 'GET',
    protocol: 'http:',
    hostname: '127.0.0.1',
    path: request.path,
    query: { ...request.query },
    headers: { host: `127.0.0.1:${port}`, ...request.headers },
    body: request.body,
  };
}

/** Signs and sends. */
export async function sendSigned(port: number, request: TestRequest, signing: Signing = {}): Promise<TestResponse> {
  return send(port, await signed(port, request, signing));
}

/** The name and the message of a refusal, `Name: message`. */
export function refusalIn(response: TestResponse): string {
  return `${response.headers['x-amzn-errortype']}: ${(JSON.parse(response.text) as { message: string }).message}`;
}

/** An HTTP gateway with the real operations, users and policies on a fresh database, and a wall clock that a test moves. */
import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { extensionsOf } from '../../src/gateway/http/extensions.ts';
import type { VirtualClock } from '../../src/lib/clock.ts';
import { virtualClock } from '../../src/lib/clock.ts';
import { openLog } from '../../src/lib/log.ts';
import { createDeviceLane } from '../../src/operations/device/index.ts';
import { extensionHandlers } from '../../src/operations/extensions/index.ts';
import { operationHandlers } from '../../src/operations/index.ts';
import { Lifetime } from '../../src/server/lifetime.ts';
import { type Operators, openOperators } from '../../src/server/operators.ts';
import { readSettings } from '../../src/server/settings/read.ts';
import {
  accessKeyId,
  noon,
  type Signing,
  secretAccessKey,
  sendSigned,
  startTestGateway,
  type TestRequest,
  type TestResponse,
} from '../gateway/http/test-gateway.ts';
import { type TestContext, type TestContextOptions, testContext } from './context.ts';
import { extensionContext } from './extension-request.ts';

/** What signs; without one it is root. */
export interface Credentials extends Signing {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface OperatorGateway {
  readonly context: TestContext;
  readonly operators: Operators;
  readonly port: number;
  readonly clock: VirtualClock;
  /** The lines of the log. */
  readonly log: readonly string[];
  send(request: TestRequest, credentials?: Signing): Promise<TestResponse>;
  /** Sends one of our own requests as root and gives the answer, which must be 200. */
  admin(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>>;
  /** A user with these policy documents, and a key. */
  user(userName: string, ...documents: readonly object[]): Promise<Credentials>;
  /** What the audit log says to a query, the newest first. */
  audit(query?: Readonly<Record<string, string>>): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Starts one. Settings are those of the command line. Call it at the top of a file, not in a hook. */
export async function operatorGateway(
  flags: Readonly<Record<string, string>> = {},
  options: TestContextOptions = {},
): Promise<OperatorGateway> {
  const context = await testContext(options);
  const settings = readSettings({ flags, environment: {}, directory: '/' });
  const lines: string[] = [];
  const log = openLog({ level: 'debug', format: 'json', write: (line) => lines.push(line) });
  const lifetime = new Lifetime(log);
  const clock = virtualClock(noon);
  const resources = { credentials: { accessKeyId, secretAccessKey, file: undefined }, masterKey: randomBytes(32) };
  const operators = openOperators(settings, log, lifetime, resources, context, context.signals, clock);
  after(() => lifetime.stop());
  const { database, newId } = context;
  const lane = createDeviceLane({
    database,
    clock,
    account: context.settings.account,
    signals: context.signals,
    newId,
  });
  const { port } = await startTestGateway({
    operations: operationHandlers,
    deviceOperations: lane.operations,
    ...operators,
    extensions: extensionsOf({
      handlers: extensionHandlers,
      context: extensionContext(context, {
        seal: operators.seal,
        wallClock: clock,
        operators: operators.directory,
        audit: operators.audit,
      }),
      isUnsigned: (when) => when === 'always',
    }),
    wallClock: clock,
    log,
  });
  const send = (request: TestRequest, credentials: Signing = {}) =>
    sendSigned(port, request, { at: clock.now(), ...credentials });

  async function admin(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
    const url = new URL(path, 'http://localhost');
    const query = Object.fromEntries(url.searchParams);
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await send({ method, path: url.pathname, query, ...text });
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${response.text}`);
    return JSON.parse(response.text) as Readonly<Record<string, unknown>>;
  }

  return {
    context,
    operators,
    port,
    clock,
    log: lines,
    send,
    admin,
    async user(userName, ...documents) {
      await admin('POST', `/x/admin/users/${userName}`);
      for (const [index, document] of documents.entries()) {
        const policy = `/x/admin/policies/${userName}-${index}`;
        await admin('PUT', policy, { policyDocument: JSON.stringify(document) });
        await admin('POST', `${policy}/attach`, { userName });
      }
      // The answer of the contract holds both.
      return (await admin('POST', `/x/admin/users/${userName}/keys`)) as unknown as Credentials;
    },
    async audit(query = {}) {
      const response = await send({ path: '/x/audit', query });
      return JSON.parse(response.text).entries;
    },
  };
}

/** A statement of a policy; it allows, and everywhere, if it does not say otherwise. */
export interface Statement {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: object;
}

/** A policy document with these statements. */
export function policy(...statements: readonly Statement[]): object {
  const whole = statements.map((statement) => ({ Effect: 'Allow', Resource: '*', ...statement }));
  return { Version: '2012-10-17', Statement: whole };
}

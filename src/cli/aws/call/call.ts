/** Calls an operation: builds, signs and sends the request, tries again where that may help, and reads the answer. */
import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { OperationContract } from '../../../contract/operation.ts';
import type { Connection, Credentials } from '../connection.ts';
import { AwsFailure } from '../failure.ts';
import { isJsonObject, type JsonObject, parseJson } from '../values/json.ts';
import { buildRequest, type WireRequest } from './request.ts';
import { type ReadError, readError } from './service-error.ts';
import { signedHeaders } from './signature.ts';
import { type Answer, bytesOf, readAnswer, send, TransportFailure, type TransportSettings } from './transport.ts';

export interface CallSettings extends TransportSettings {
  readonly connection: Connection;
  /** How often a request is sent at most. */
  readonly maxAttempts: number;
  readonly userAgent: string;
  /** Told what happens, without secrets. */
  readonly debug: (line: string) => void;
}

const LONGEST_PAUSE_MS = 20_000;
const RETRIED_STATUSES = [429, 500, 502, 503, 504];
const RETRIED_CODES = [
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
  'RequestTimeout',
  'RequestTimeoutException',
];

/** The members of the answer as they came; none for an empty body. Throws an AwsFailure. */
export async function call(
  operation: OperationContract,
  input: Readonly<Record<string, unknown>>,
  settings: CallSettings,
): Promise<JsonObject> {
  return bodyOf(await answered(operation, input, settings, readAnswer));
}

/** The bytes of an answer that is no JSON, as they come. Throws an AwsFailure, in the midst of them too. */
export async function callForBytes(
  operation: OperationContract,
  input: Readonly<Record<string, unknown>>,
  settings: CallSettings,
): Promise<AsyncIterable<Buffer>> {
  return answered(operation, input, settings, async (response, url) => bytesOf(response, url));
}

/** What `read` makes of an answer that is a success; one that cannot be read is asked for again. */
async function answered<Read>(
  operation: OperationContract,
  input: Readonly<Record<string, unknown>>,
  settings: CallSettings,
  read: (response: IncomingMessage, url: URL) => Promise<Read>,
): Promise<Read> {
  const request = buildRequest(operation, input);
  const isOpen = operation.unsigned === 'always';
  const credentials = isOpen ? undefined : await settings.connection.credentials();
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt >= settings.maxAttempts;
    const attempted = await attemptOnce(operation, { request, credentials, isLast }, settings, read);
    if (attempted !== undefined) {
      if ('success' in attempted) return attempted.success;
      const { refused: answer } = attempted;
      const error = readError(answer);
      const mayHelp = RETRIED_STATUSES.includes(answer.status) || RETRIED_CODES.includes(error.code);
      if (!mayHelp || isLast) throw refusal(operation, error, mayHelp ? attempt - 1 : 0);
    }
    const pauseMs = Math.random() * Math.min(1_000 * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    settings.debug(`attempt ${attempt} failed, trying again in ${Math.round(pauseMs)} ms`);
    await wait(pauseMs);
  }
}

interface Attempt {
  readonly request: WireRequest;
  readonly credentials: Credentials | undefined;
  readonly isLast: boolean;
}

/** Undefined if the server was not reached and there are attempts left. */
async function attemptOnce<Read>(
  { service }: OperationContract,
  { credentials, isLast, request }: Attempt,
  settings: CallSettings,
  read: (response: IncomingMessage, url: URL) => Promise<Read>,
): Promise<{ readonly success: Read } | { readonly refused: Answer } | undefined> {
  const { connection, debug, userAgent } = settings;
  const url = new URL(connection.endpoint() + request.path + (request.query === '' ? '' : `?${request.query}`));
  const signature =
    credentials === undefined
      ? {}
      : signedHeaders(request, {
          credentials,
          region: connection.region,
          service,
          host: url.host,
          path: url.pathname,
          now: Date.now(),
        });
  const headers = { ...request.headers, 'user-agent': userAgent, ...signature };
  debug(
    `${request.method} ${url.href}${request.body === undefined ? '' : ` with a body of ${request.body.length} bytes`}`,
  );
  try {
    const response = await send(url, request.method, headers, request.body, settings);
    const { statusCode = 0 } = response;
    debug(`answer ${statusCode}, request id ${String(response.headers['x-amzn-requestid'] ?? 'unknown')}`);
    return statusCode < 300 ? { success: await read(response, url) } : { refused: await readAnswer(response, url) };
  } catch (error) {
    if (isLast || !(error instanceof TransportFailure)) throw error;
    debug(error.message);
    return undefined;
  }
}

function bodyOf({ body }: Answer): JsonObject {
  if (body === '') return {};
  try {
    const value = parseJson(body);
    if (isJsonObject(value)) return value;
  } catch (cause) {
    throw new AwsFailure(255, `Unable to parse response, invalid JSON received: ${body.slice(0, 200)}`, { cause });
  }
  throw new AwsFailure(255, `Unable to parse response, no JSON object received: ${body.slice(0, 200)}`);
}

function refusal({ name }: OperationContract, { code, members, message }: ReadError, retries: number): AwsFailure {
  const exhausted = retries > 0 ? ` (reached max retries: ${retries})` : '';
  return new AwsFailure(254, message, { code, when: ` when calling the ${name} operation${exhausted}`, members });
}

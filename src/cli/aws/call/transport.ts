/** Sends one request over HTTP or HTTPS and reads the answer, within limits of time and size. */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { AwsFailure } from '../failure.ts';

/** More than the service ever answers. */
const MOST_BYTES = 64 * 1024 * 1024;

export interface TransportSettings {
  /** Milliseconds; 0 waits for ever. */
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  /** Whether the server's certificate must be valid. */
  readonly verifiesTls: boolean;
  /** Certificates of authorities to trust, in PEM, instead of the usual ones. */
  readonly certificateAuthorities: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** The server was not reached or did not answer in time; another attempt may help. */
export class TransportFailure extends AwsFailure {
  constructor(message: string, options?: ErrorOptions) {
    super(255, message, options);
  }
}

/** Gives the answer when its headers are there. Throws a TransportFailure. `url` is shown in it. */
export async function send(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer | undefined,
  settings: TransportSettings,
): Promise<IncomingMessage> {
  // Only one of the two is needed, and each costs some milliseconds to load.
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const tls: RequestOptions & { readonly rejectUnauthorized?: boolean; readonly ca?: string } = {
    ...(settings.verifiesTls ? {} : { rejectUnauthorized: false }),
    ...(settings.certificateAuthorities === undefined ? {} : { ca: settings.certificateAuthorities }),
  };
  return new Promise((resolve, reject) => {
    const length =
      body === undefined
        ? method === 'GET'
          ? {}
          : { 'content-length': '0' }
        : { 'content-length': String(body.length) };
    const outgoing = request(url, { ...tls, method, agent: false, headers: { ...headers, ...length } });
    watchTime(outgoing, url, settings);
    outgoing.once('error', (error) => reject(failureOf(error, url)));
    outgoing.once('response', resolve);
    outgoing.end(body);
  });
}

function watchTime(outgoing: ClientRequest, url: URL, { connectTimeoutMs, readTimeoutMs }: TransportSettings): void {
  outgoing.once('socket', (socket) => {
    const connecting =
      connectTimeoutMs === 0
        ? undefined
        : setTimeout(() => {
            outgoing.destroy(new TransportFailure(`Connect timeout on endpoint URL: "${url.href}"`));
          }, connectTimeoutMs);
    const connected = () => {
      clearTimeout(connecting);
      if (readTimeoutMs === 0) return;
      socket.setTimeout(readTimeoutMs, () => {
        outgoing.destroy(new TransportFailure(`Read timeout on endpoint URL: "${url.href}"`));
      });
    };
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
    socket.once('close', () => clearTimeout(connecting));
  });
}

/** The whole answer. Throws a TransportFailure. */
export async function readAnswer(response: IncomingMessage, url: URL): Promise<Answer> {
  const body = await readAll(response).catch((error: Error) => {
    throw failureOf(error, url);
  });
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

/** The bytes of an answer as they come. Throws a TransportFailure. */
export async function* bytesOf(response: IncomingMessage, url: URL): AsyncGenerator<Buffer> {
  try {
    // Without an encoding, a stream of a response gives buffers.
    yield* response as AsyncIterable<Buffer>;
  } catch (error) {
    // A stream fails with nothing but errors.
    throw failureOf(error as Error, url);
  }
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Without an encoding a response gives buffers.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`The answer is larger than ${MOST_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function failureOf(error: Error, url: URL): AwsFailure {
  if (error instanceof AwsFailure) return error;
  // The code is a member that an error may have.
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_SSL_)/.test(code)) {
    return new TransportFailure(`SSL validation failed for ${url.href} ${error.message}`, { cause: error });
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return new TransportFailure(
      `Connection was closed before we received a valid response from endpoint URL: "${url.href}".`,
      { cause: error },
    );
  }
  return new TransportFailure(`Could not connect to the endpoint URL: "${url.href}"`, { cause: error });
}

/** The HTTP or HTTPS server underneath, with all limits set and a refusal for requests that are not even HTTP. */
import { createServer, type IncomingMessage, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { type ErrorName, errors } from '../../contract/errors.ts';
import { limitConnections } from '../limit-connections.ts';
import { type ShownCertificate, tlsContext } from '../tls.ts';
import type { HttpLimits } from './limits.ts';

export interface TlsSettings extends ShownCertificate {
  /** Whether clients are asked for a certificate; they may decline. */
  readonly requestCertificate: boolean;
  /**
   * Takes the connections of clients that negotiate (ALPN) a protocol other than HTTP, by its name
   * (docs/service/gateway.md#listeners).
   */
  readonly otherProtocols?: Readonly<Record<string, (socket: TLSSocket) => void>>;
}

/** Creates the server; without TLS settings it speaks plain HTTP. It does not listen yet. */
export function createListener(tls: TlsSettings | undefined, limits: HttpLimits, handler: RequestListener): Server {
  const options = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(5000, limits.headersTimeoutMs / 2, limits.requestTimeoutMs / 2),
  };
  const server =
    tls === undefined
      ? createServer(options, handler)
      : divided(
          createTlsServer({ ...options, ...tlsOptions(tls), handshakeTimeout: limits.handshakeTimeoutMs }, handler),
          tls.otherProtocols ?? {},
        );
  server.maxConnections = limits.connections;
  limitConnections(server, limits.connectionsPerAddress);
  server.maxHeadersCount = limits.headerCount;
  server.timeout = limits.idleTimeoutMs;
  return server;
}

/** Puts a switch in front of the server's own way of taking connections. */
function divided(server: TlsServer, otherProtocols: NonNullable<TlsSettings['otherProtocols']>): TlsServer {
  // Whoever does not come to the end of the handshake cannot be told anything, and would keep the place.
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const takeHttp = server.listeners('secureConnection');
  server.removeAllListeners('secureConnection');
  server.on('secureConnection', (socket) => {
    const takeOther = otherProtocols[socket.alpnProtocol || ''];
    if (takeOther !== undefined) takeOther(socket);
    else for (const take of takeHttp) take.call(server, socket);
  });
  return server;
}

/** Shows another certificate to whoever connects from now on; open connections stay as they are. */
export function showCertificate(server: Server, shown: ShownCertificate): void {
  if (server instanceof TlsServer) server.setSecureContext(tlsContext(shown));
}

function tlsOptions({ requestCertificate, otherProtocols, ...shown }: TlsSettings) {
  return {
    ...tlsContext(shown),
    requestCert: requestCertificate,
    // Self-signed certificates and those of foreign authorities are legal: registration makes them valid
    // (docs/service/identity.md#who-a-device-is).
    rejectUnauthorized: false,
    ALPNProtocols: [...Object.keys(otherProtocols ?? {}), 'x-amzn-http-ca', 'http/1.1'],
  };
}

/**
 * Answers a request that would rather go on in another protocol, HTTP/2 mostly, as if it did not say so: what was read
 * of its connection is put back without that header, and the server takes the connection anew.
 */
export function declineUpgrade(server: Server, message: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, rawHeaders, url } = message;
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== 'upgrade') lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit(socket instanceof TLSSocket ? 'secureConnection' : 'connection', socket);
}

const clientErrors: Readonly<Record<string, { readonly name: ErrorName; readonly message: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { name: 'RequestTimeoutException', message: 'The request did not arrive in time' },
  HPE_HEADER_OVERFLOW: { name: 'RequestEntityTooLargeException', message: 'The headers are too large' },
};
const notHttp = { name: 'InvalidRequestException', message: 'The request is not valid HTTP' } as const;

/** Answers a connection on which no request could be read, and closes it. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket, requestId: string, date: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { name, message } = clientErrors[error.code ?? ''] ?? notHttp;
  endWith(socket, { name, body: { message }, requestId, date });
}

export interface LastAnswer {
  readonly name: ErrorName;
  readonly body: object;
  readonly requestId: string;
  readonly date: string;
}

/** Writes a refusal as the last thing of a connection, and closes it. */
export function endWith(socket: Duplex, { name, requestId, date, ...answer }: LastAnswer): void {
  const body = JSON.stringify(answer.body);
  const head = [
    `HTTP/1.1 ${errors[name]} ${STATUS_CODES[errors[name]]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `x-amzn-ErrorType: ${name}`,
    `x-amzn-RequestId: ${requestId}`,
    `Date: ${date}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

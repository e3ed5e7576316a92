/** A request as the gateway's steps see it: whole, in memory, and still in the form in which it travelled. */
import type { X509Certificate } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import { percentDecoded } from '../../lib/sigv4.ts';

export interface GatewayRequest {
  readonly id: string;
  readonly method: string;
  /** Percent-encoded as received. */
  readonly path: string;
  /** As received, without the question mark. */
  readonly query: string;
  /** The first value of each query parameter, percent-encoded as received, by decoded name. */
  readonly queryParameters: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turns, as received. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** Whether it came over TLS. */
  readonly secure: boolean;
  /** The certificate whose key the client proved to hold in the handshake. */
  readonly clientCertificate: X509Certificate | undefined;
  /** The peer's. */
  readonly address: string | undefined;
}

/** Puts a request together. `target` is the request line's, with its query. */
export function gatewayRequest(id: string, message: IncomingMessage, target: string, body: Buffer): GatewayRequest {
  const { path, query } = splitTarget(target);
  const { socket } = message;
  return {
    id,
    method: message.method ?? '',
    path,
    query,
    queryParameters: firstValues(query),
    headers: message.headers,
    rawHeaders: message.rawHeaders,
    body,
    secure: socket instanceof TLSSocket,
    clientCertificate: socket instanceof TLSSocket ? clientCertificateOf(socket) : undefined,
    address: plainAddress(socket.remoteAddress),
  };
}

/** An IPv4 address that an IPv6 socket shows in its own form is still one. */
function plainAddress(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** A target may be given with scheme and host, as to a proxy. */
function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const local = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '');
  const questionMark = local.indexOf('?');
  if (questionMark < 0) return { path: local, query: '' };
  return { path: local.slice(0, questionMark), query: local.slice(questionMark + 1) };
}

function firstValues(query: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (query === '') return values;
  for (const part of query.split('&')) {
    const [name = '', ...value] = part.split('=');
    const decoded = percentDecoded(name);
    if (!values.has(decoded)) values.set(decoded, value.join('='));
  }
  return values;
}

const certificates = new WeakMap<TLSSocket, X509Certificate | undefined>();

/** Parsed once per connection. */
function clientCertificateOf(socket: TLSSocket): X509Certificate | undefined {
  if (!certificates.has(socket)) certificates.set(socket, socket.getPeerX509Certificate());
  return certificates.get(socket);
}

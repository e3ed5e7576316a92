/**
 * MQTT over WebSocket: says who asks for one, before there is one, and makes a plain stream of it
 * (docs/service/gateway.md#websocket-connections).
 */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import type { AuditTrail } from '../../access/audit/trail.ts';
import { type ErrorName, ServiceError } from '../../contract/errors.ts';
import type { Log } from '../../lib/log.ts';
import { admittedCertificateId } from '../device-identities.ts';
import type { Peer } from '../peer.ts';
import type { Identities } from './authenticate.ts';
import type { HttpLimits } from './limits.ts';
import { endWith } from './listener.ts';
import { type GatewayRequest, gatewayRequest } from './request.ts';
import { type PresentedSignature, readSignature } from './signature/presented-signature.ts';
import { webSocketServices } from './signature/verify-signature.ts';

export interface WebSocketsOptions {
  /** Its signatures may be as old as those of WebSockets may. */
  readonly identities: Identities;
  readonly limits: HttpLimits;
  /** Remembers who was refused. */
  readonly audit: Pick<AuditTrail<unknown>, 'refused'>;
  readonly log: Log;
  /** For the `Date` header. */
  readonly dateNow: () => string;
  /** Takes an open WebSocket: what its binary messages hold, one after the other. */
  readonly accept: (stream: Duplex, peer: Peer) => void;
}

export interface WebSockets {
  /** Takes a connection whose request asks for another protocol. */
  upgrade(message: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Breaks off what is not decided yet, and opens no more. */
  close(): void;
}

const PATH = '/mqtt';
const PROTOCOLS = ['mqtt', 'mqttv3.1'];
/** A client that pings and does not read has its answers wait here. */
const MOST_UNSENT_PONG_BYTES = 64 * 1024;
/** In how many pieces a message may come, and how many may be looked at before the next is read. */
const MOST_FRAGMENTS = 1_024;
const MOST_CHUNKS = 4_096;
const NOTHING = Buffer.alloc(0);

interface Refusal {
  readonly name: ErrorName;
  readonly message: string;
}

const forbidden: Refusal = { name: 'ForbiddenException', message: 'Forbidden' };

export function webSockets({ audit, identities, limits, log, dateNow, accept }: WebSocketsOptions): WebSockets {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    autoPong: false,
    maxPayload: limits.webSocketMessageBytes,
    maxFragments: MOST_FRAGMENTS,
    maxBufferedChunks: MOST_CHUNKS,
    handleProtocols: (offered) => PROTOCOLS.find((protocol) => offered.has(protocol)) ?? false,
  });
  /** The keys of requests that have one of another length than the standard's. */
  const keys = new WeakMap<IncomingMessage, string>();
  server.on('headers', (headers: string[], message: IncomingMessage) => answerAsTheCloud(headers, keys.get(message)));
  const pending = new Set<Duplex>();
  let isClosing = false;

  async function decide(message: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const request = gatewayRequest(randomUUID(), message, message.url ?? '', NOTHING);
    const peer = await peerOrRefusal(request, { audit, identities, log });
    if (socket.destroyed || isClosing) {
      socket.destroy();
      return;
    }
    if ('name' in peer) {
      const { name, message: text } = peer;
      const body = { message: text, traceId: request.id };
      endWith(socket, { name, body, requestId: request.id, date: dateNow() });
      return;
    }
    const key = givenKey(message);
    if (key !== undefined) keys.set(message, key);
    server.handleUpgrade(message, socket, head, (webSocket) => accept(streamOf(webSocket), peer));
  }

  return {
    upgrade(message, socket, head) {
      socket.on('error', () => socket.destroy());
      if (isClosing || pending.size >= limits.pendingWebSockets) {
        socket.destroy();
        return;
      }
      pending.add(socket);
      const deadline = setTimeout(() => socket.destroy(), limits.handshakeTimeoutMs);
      decide(message, socket, head)
        .catch((error: unknown) => {
          log.error({ err: error }, 'A WebSocket could not be opened.');
          socket.destroy();
        })
        .finally(() => {
          clearTimeout(deadline);
          pending.delete(socket);
        });
    },
    close() {
      isClosing = true;
      for (const socket of pending) socket.destroy();
    },
  };
}

/** Whoever asks, or why there is no WebSocket for them. What is wrong with a signature is for the log only. */
async function peerOrRefusal(
  request: GatewayRequest,
  { audit, identities, log }: Pick<WebSocketsOptions, 'audit' | 'identities' | 'log'>,
): Promise<Peer | Refusal> {
  const { address } = request;
  let signature: PresentedSignature | undefined;
  const refused = (result: ErrorName) =>
    audit.refused({
      principal: undefined,
      accessKeyId: signature?.accessKeyId,
      clientId: undefined,
      sourceAddress: address,
      action: 'iot:Connect',
      resource: undefined,
      reason: undefined,
      result,
    });
  if (request.path !== PATH) return { name: 'ResourceNotFoundException', message: 'Not Found' };
  try {
    if (!asksForCustomAuthorizer(request)) {
      // It is judged even if there is a certificate too.
      signature = readSignature(request);
      const peer = await (signature === undefined
        ? peerWithCertificate(request, identities)
        : signingPeer(request, signature, identities));
      if (peer !== undefined) return peer;
    }
    log.info({ address }, 'A WebSocket was refused: no signature, and no certificate that is registered and active.');
    refused(request.clientCertificate === undefined ? forbidden.name : 'CertificateValidationException');
    return forbidden;
  } catch (error) {
    if (error instanceof ServiceError) {
      log.info({ address, reason: error.message }, 'A WebSocket was refused for its signature.');
      refused(error.name);
      return forbidden;
    }
    log.error({ err: error, address }, 'It could not be found out who asks for a WebSocket.');
    return { name: 'ServiceUnavailableException', message: 'The service is temporarily unavailable' };
  }
}

/** Throws ServiceError for a signature that is wrong. */
async function signingPeer(
  request: GatewayRequest,
  signature: PresentedSignature,
  { failedSignIns, verifySignature }: Identities,
): Promise<Peer> {
  const { address, secure: isSecure } = request;
  const principal = await verifySignature(request, signature, webSocketServices).catch((error: unknown) => {
    if (error instanceof ServiceError) failedSignIns.failed(address, signature.accessKeyId);
    throw error;
  });
  const signer = { accessKeyId: signature.accessKeyId, principal, isSecure };
  return { certificateId: undefined, signer, address };
}

async function peerWithCertificate(
  { address, clientCertificate: certificate }: GatewayRequest,
  { devices, wallClock }: Identities,
): Promise<Peer | undefined> {
  const certificateId = await admittedCertificateId(devices, certificate, wallClock.now());
  return certificateId === undefined ? undefined : { certificateId, certificate, address };
}

/** They do not exist here, and a certificate that comes along does not stand in for one. */
function asksForCustomAuthorizer({ headers, queryParameters }: GatewayRequest): boolean {
  const prefix = 'x-amz-customauthorizer-';
  return [...queryParameters.keys(), ...Object.keys(headers)].some((name) => name.toLowerCase().startsWith(prefix));
}

function streamOf(webSocket: WebSocket): Duplex {
  webSocket.on('ping', (data) => {
    if (webSocket.bufferedAmount > MOST_UNSENT_PONG_BYTES) webSocket.terminate();
    else webSocket.pong(data);
  });
  const stream = createWebSocketStream(webSocket);
  // MQTT is binary; whoever sends text is cut off before it is read.
  webSocket.prependListener('message', (_data, isBinary) => {
    if (!isBinary) stream.destroy();
  });
  return stream;
}

/** What the standard wants: 16 bytes in base64. */
const STANDARD_KEY = /^[+/0-9A-Za-z]{22}==$/;
const ANY_KEY = /^[+/0-9A-Za-z]{16,256}={0,2}$/;
const STANDARD_KEY_FOR_OTHERS = Buffer.alloc(16).toString('base64');
/** By which a server shows that it speaks the protocol (RFC 6455, 1.3). */
const ACCEPT_SUFFIX = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * The first Device SDK for Python sends a key of 128 bytes, which the cloud takes. Such a key is given back, and another one put
 * in its place for the library, which insists on the standard.
 */
function givenKey(message: IncomingMessage): string | undefined {
  const key = message.headers['sec-websocket-key'];
  if (key === undefined || STANDARD_KEY.test(key) || !ANY_KEY.test(key)) return undefined;
  message.headers['sec-websocket-key'] = STANDARD_KEY_FOR_OTHERS;
  return key;
}

/** The cloud's answer has header names in lower case, for which the same SDK looks. */
function answerAsTheCloud(headers: string[], key: string | undefined): void {
  for (const [index, line] of headers.entries()) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).toLowerCase();
    const isOfKey = name === 'sec-websocket-accept' && key !== undefined;
    headers[index] = `${name}: ${isOfKey ? acceptOf(key) : line.slice(colon + 1).trim()}`;
  }
}

function acceptOf(key: string): string {
  return createHash('sha1')
    .update(key + ACCEPT_SUFFIX)
    .digest('base64');
}

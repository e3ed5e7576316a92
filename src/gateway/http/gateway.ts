/** The HTTP gateway: one listener for the control plane, the device API and the operations under `/x/`. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { DeviceIdentities } from '../device-identities.ts';
import type { Peer } from '../peer.ts';
import type { ShownCertificate } from '../tls.ts';
import { endpointsOf, type Handling } from './endpoint.ts';
import { inFlight } from './in-flight.ts';
import { type Answer, type Authorize, answer, refuseUnread, type Stations } from './journey.ts';
import { defaultHttpLimits, type HttpLimits } from './limits.ts';
import { createListener, declineUpgrade, refuseConnection, showCertificate, type TlsSettings } from './listener.ts';
import { noRoom, readBody } from './read-body.ts';
import { refusalOf } from './refusal.ts';
import { gatewayRequest } from './request.ts';
import { createRouter } from './router.ts';
import type { FailedSignIns } from './signature/failed-sign-ins.ts';
import { type AccessKeys, signatureVerifier } from './signature/verify-signature.ts';
import { type OpenStreams, openStreams } from './streams/open-streams.ts';
import { writeStream } from './streams/write-stream.ts';
import { type WebSockets, webSockets } from './web-sockets.ts';

export interface HttpGatewayOptions extends Handling {
  readonly accessKeys: AccessKeys;
  readonly deviceIdentities: DeviceIdentities;
  readonly authorize: Authorize;
  readonly audit: Stations['audit'];
  readonly nameOf: Stations['nameOf'];
  readonly failedSignIns: FailedSignIns;
  /** The wall clock, for signatures and `Date`, even where operations run on another one. */
  readonly wallClock: Clock;
  readonly log: Log;
  /** The Region that signatures must name; undefined accepts any. */
  readonly region: string | undefined;
  /** How far a signer's clock may be off; five minutes if absent. */
  readonly signatureSkewMs?: number;
  /** The host name that is used for the jobs endpoint only, if there is one (docs/service/jobs.md#routes). */
  readonly jobsHost?: string;
  /** Plain HTTP if absent. */
  readonly tls?: TlsSettings;
  readonly limits?: Partial<HttpLimits>;
  /** Takes the WebSockets for MQTT; without it a request for one is answered like any other. */
  readonly acceptWebSocket?: (stream: Duplex, peer: Peer) => void;
}

export interface HttpGateway {
  /** Resolves when connections are accepted. Port 0 takes a free one. */
  listen(address: { readonly host: string; readonly port: number }): Promise<AddressInfo>;
  /** Shows this certificate to whoever connects over TLS from now on. */
  showCertificate(shown: ShownCertificate): void;
  /**
   * Accepts nothing more, ends streams of events, lets requests finish that are being answered, for `closeGraceMs` at
   * most, and resolves when no connection is left.
   */
  close(): Promise<void>;
}

const FIVE_MINUTES_MS = 5 * 60_000;
/**
 * For WebSockets, whose presigned requests often do not say how long they last
 * (docs/service/gateway.md#websocket-connections).
 */
const FIFTEEN_MINUTES_MS = 15 * 60_000;

/** Creates a gateway; it does not listen yet. */
export function createHttpGateway(options: HttpGatewayOptions): HttpGateway {
  const limits = { ...defaultHttpLimits, ...options.limits };
  const streams = openStreams(limits);
  const stations = stationsOf(options, limits, streams);
  const dateNow = httpDates(options.wallClock);
  const app = Fastify({
    logger: false,
    // The target of a request is routed by the contract, not by Fastify, which sees one route only.
    rewriteUrl: () => '/',
    genReqId: () => randomUUID(),
    return503OnClosing: false,
    serverFactory: (handler) => createListener(options.tls, limits, handler),
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, randomUUID(), dateNow()),
  });
  const requests = inFlight(limits);
  let closing = false;
  const send = (reply: FastifyReply, requestId: string, { status, errorType, headers, body }: Answer): FastifyReply => {
    const head = { ...headers, 'x-amzn-requestid': requestId, date: dateNow() };
    if (typeof body !== 'string') {
      // A stream has limits of its own.
      requests.of(reply.request.raw)?.end();
      reply.hijack();
      // So that a stop does not wait for what may come after it.
      reply.raw.writeHead(status, { ...head, connection: 'close' });
      void writeStream(reply.raw, body, limits);
      return reply;
    }
    reply.code(status).headers(head);
    if (errorType !== undefined) reply.header('x-amzn-errortype', errorType);
    if (closing) reply.header('connection', 'close');
    // Of a string Fastify would say which charset it has, which AWS does not.
    return reply.send(Buffer.from(body));
  };
  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : NOTHING;
    const incoming = gatewayRequest(request.id, request.raw, request.originalUrl, body);
    const whenGone = (listener: () => void) => {
      if (reply.raw.closed) listener();
      else reply.raw.once('close', listener);
    };
    return send(reply, request.id, await answer(incoming, stations, whenGone));
  };
  app.removeAllContentTypeParsers();
  app.addHook('onRequest', (request, reply, done) => {
    const underWay = requests.begin(request.raw);
    reply.raw.once('close', () => underWay?.end());
    done(underWay === undefined ? noRoom() : undefined);
  });
  app.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) => {
    const underWay = requests.of(request.raw);
    return readBody(payload, limits, (bytes) => underWay?.mayKeep(bytes) === true);
  });
  app.all('/', handle);
  app.setNotFoundHandler(handle);
  app.setErrorHandler((error, request, reply) =>
    send(reply, request.id, refuseUnread(refusalOf(ofFastify(error), undefined, request.id, options.log))),
  );
  const upgrades = upgradesOf(options, stations, limits, dateNow);
  if (upgrades !== undefined) {
    app.server.on('upgrade', (message, socket, head) => {
      if (message.headers.upgrade?.toLowerCase() === 'websocket') upgrades.upgrade(message, socket, head);
      else declineUpgrade(app.server, message, socket, head);
    });
  }
  return {
    async listen(address) {
      await app.listen(address);
      return addressOf(app.server);
    },
    showCertificate: (shown) => showCertificate(app.server, shown),
    async close() {
      closing = true;
      upgrades?.close();
      await Promise.all([closeWithin(app, limits.closeGraceMs), streams.close(limits.closeGraceMs)]);
    },
  };
}

const NOTHING = Buffer.alloc(0);

function stationsOf(options: HttpGatewayOptions, limits: HttpLimits, streams: OpenStreams): Stations {
  const { wallClock, accessKeys, failedSignIns, jobsHost, log } = options;
  const verifySignature = signatureVerifier({
    accessKeys,
    wallClock,
    region: options.region,
    skewMs: options.signatureSkewMs ?? FIVE_MINUTES_MS,
  });
  return {
    router: createRouter(endpointsOf(options, limits)),
    identities: { verifySignature, devices: options.deviceIdentities, failedSignIns, wallClock },
    authorize: options.authorize,
    audit: options.audit,
    nameOf: options.nameOf,
    jobsHost,
    streams,
    log,
  };
}

function upgradesOf(
  options: HttpGatewayOptions,
  { audit, identities }: Stations,
  limits: HttpLimits,
  dateNow: () => string,
): WebSockets | undefined {
  const { accessKeys, acceptWebSocket: accept, log, region, wallClock } = options;
  if (accept === undefined) return undefined;
  const skewMs = FIFTEEN_MINUTES_MS;
  const verifySignature = signatureVerifier({ accessKeys, wallClock, region, skewMs });
  return webSockets({ audit, identities: { ...identities, verifySignature }, limits, log, dateNow, accept });
}

/** What Fastify itself refuses is the request's fault where its status says so. */
function ofFastify(error: unknown): unknown {
  if (error instanceof ServiceError || !(error instanceof Error) || !('statusCode' in error)) return error;
  return Number(error.statusCode) < 500 ? invalidRequest(error.message) : error;
}

/** The `Date` header, formatted once per second. SDKs set their clock by it. */
function httpDates(clock: Clock): () => string {
  let second = Number.NaN;
  let text = '';
  return () => {
    const present = Math.floor(clock.now() / 1000);
    if (present !== second) {
      second = present;
      text = new Date(present * 1000).toUTCString();
    }
    return text;
  };
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The listener has no TCP address.');
  return address;
}

async function closeWithin(app: FastifyInstance, graceMs: number): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

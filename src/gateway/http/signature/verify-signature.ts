/**
 * Decides whether a request was signed with a known access key, for us, just now
 * (docs/service/identity.md#what-is-signed).
 */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { OperatorPrincipal } from '../../../access/operators/principal.ts';
import { ServiceError } from '../../../contract/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE_MS } from '../../../lib/duration.ts';
import { cachedSigningKeys, canonicalRequest, sha256Hex, sign, stringToSign } from '../../../lib/sigv4.ts';
import { cut } from '../../violations.ts';
import type { ServiceNames } from '../plane.ts';
import type { GatewayRequest } from '../request.ts';
import type { PresentedSignature } from './presented-signature.ts';
import { formatSignatureDate } from './signature-date.ts';

/** Whom an access key belongs to. */
export type Principal = OperatorPrincipal;

export interface AccessKey {
  readonly secretAccessKey: string;
  readonly principal: Principal;
  /** The session that the key belongs to; absent for permanent keys. */
  readonly session?: {
    /** SHA-256 of the token that must come with the key. */
    readonly tokenHash: Buffer;
    /** Milliseconds since the epoch. */
    readonly expiresAt: number;
  };
}

/** Where access keys are looked up. */
export interface AccessKeys {
  /** The key with this id; undefined if there is none, or if it is disabled. */
  find(accessKeyId: string): Promise<AccessKey | undefined>;
  /** The same without what is remembered: it takes as long as `find` for a key that there is not. */
  reread(accessKeyId: string): Promise<AccessKey | undefined>;
}

export interface SignatureRules {
  readonly accessKeys: AccessKeys;
  /** The wall clock, whatever clock the rest of the server runs by. */
  readonly wallClock: Clock;
  /** The only Region that a signature may name; undefined accepts any. */
  readonly region: string | undefined;
  /** How far the signer's clock may be off; five minutes on AWS. */
  readonly skewMs: number;
}

export type SignatureVerifier = (
  request: GatewayRequest,
  presented: PresentedSignature,
  services: ServiceNames,
) => Promise<Principal>;

/** The name under which a WebSocket for MQTT is signed, and the one that the first Device SDK for Python has. */
const WEB_SOCKET_SERVICE = 'iotdevicegateway';
export const webSocketServices: ServiceNames = [WEB_SOCKET_SERVICE, 'iotdata'];

const MOST_SIGNING_KEYS = 1000;
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const NO_CONTENT = sha256Hex('');
/** Stands in for the secret of an unknown key, so that the answer takes as long as for a known one. */
const NOBODYS_SECRET = 'nobody';

/**
 * The verifier for these rules: the principal of the key that signed, or the refusal of
 * docs/service/identity.md#refused-signatures. `services` are the accepted service names, the proper one first. With a
 * permanent key a session token means nothing.
 */
export function signatureVerifier(rules: SignatureRules): SignatureVerifier {
  const signingKey = cachedSigningKeys(MOST_SIGNING_KEYS);
  return async (request, presented, services) => {
    checkScope(presented, services, rules.region);
    checkTime(presented, rules.wallClock.now(), rules.skewMs);
    checkSignedHeaders(request, presented);
    const accessKey = await rules.accessKeys.find(presented.accessKeyId);
    const key = signingKey(accessKey?.secretAccessKey ?? NOBODYS_SECRET, presented.scope);
    const isRight = isSignedWith(key, request, presented, services === webSocketServices);
    if (accessKey === undefined) throw unrecognized();
    if (!isRight) {
      // An unknown key is looked up each time: if a known one were not, its refusal would come sooner and tell of it.
      if ((await rules.accessKeys.reread(presented.accessKeyId)) === undefined) throw unrecognized();
      throw invalidSignature(MISMATCH);
    }
    checkSession(accessKey, presented, rules.wallClock.now());
    return accessKey.principal;
  };
}

/** A token is bound to its key, and both to their end. */
function checkSession({ session }: AccessKey, { sessionToken }: PresentedSignature, now: number): void {
  if (session === undefined) return;
  const given = createHash('sha256')
    .update(sessionToken ?? '')
    .digest();
  if (!timingSafeEqual(given, session.tokenHash)) throw unrecognized();
  if (session.expiresAt <= now) {
    throw new ServiceError('ExpiredTokenException', 'The security token included in the request is expired');
  }
}

function unrecognized(): ServiceError {
  return new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.');
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and ' +
  'signing method. Consult the service documentation for details.';

function checkScope({ scope, dateTime }: PresentedSignature, services: ServiceNames, region: string | undefined): void {
  let problems = '';
  if (region !== undefined && scope.region !== region) {
    problems += `Credential should be scoped to a valid region, not '${cut(scope.region, 64)}'. `;
  }
  if (!services.includes(scope.service)) {
    problems += `Credential should be scoped to correct service: '${services[0]}'. `;
  }
  if (problems !== '') throw invalidSignature(problems);
  const date = dateTime.slice(0, 8);
  if (scope.date !== date) {
    throw invalidSignature(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'${cut(scope.date, 64)}' != '${date}', from '${dateTime}'.`,
    );
  }
}

function checkTime({ signedAt, expiresSeconds, dateTime }: PresentedSignature, now: number, skewMs: number): void {
  const present = formatSignatureDate(now);
  const skew = `${skewMs / MINUTE_MS} min.`;
  if (signedAt > now + skewMs) {
    const limit = formatSignatureDate(now + skewMs);
    throw invalidSignature(
      `Signature not yet current: ${dateTime} is still later than ${limit} (${present} + ${skew})`,
    );
  }
  const lifetimeMs = expiresSeconds === undefined ? skewMs : expiresSeconds * 1000;
  if (signedAt < now - lifetimeMs) {
    const limit = formatSignatureDate(now - lifetimeMs);
    const lifetime = expiresSeconds === undefined ? skew : `${expiresSeconds} s`;
    throw invalidSignature(`Signature expired: ${dateTime} is now earlier than ${limit} (${present} - ${lifetime})`);
  }
}

/**
 * Without the host a signature would hold for any server, without the date header for any date that is written there.
 */
function checkSignedHeaders({ headers }: GatewayRequest, { form, signedHeaders }: PresentedSignature): void {
  if (!signedHeaders.includes('host')) {
    throw invalidSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  if (form === 'header' && headers['x-amz-date'] !== undefined && !signedHeaders.includes('x-amz-date')) {
    throw invalidSignature("'X-Amz-Date' must be a 'SignedHeader' in the AWS Authorization.");
  }
}

function isSignedWith(
  key: Buffer,
  request: GatewayRequest,
  presented: PresentedSignature,
  isWebSocket: boolean,
): boolean {
  const payloadHash = payloadHashOf(request);
  const { dateTime, scope, signedHeaders } = presented;
  const given = Buffer.from(presented.signature, 'hex');
  const isRightFor = (rawHeaders: readonly string[]) => {
    const canonical = canonicalRequest(
      { ...request, rawHeaders, payloadHash },
      signedHeaders,
      leftOutBy(presented, isWebSocket),
    );
    const expected = sign(key, stringToSign(dateTime, scope, canonical));
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
  if (isRightFor(request.rawHeaders)) return true;
  // WebSocket clients in browsers sign the host without the port, which the browser then sends
  // (docs/service/gateway.md#websocket-connections).
  return isWebSocket && isRightFor(withoutPort(request.rawHeaders));
}

function withoutPort(rawHeaders: readonly string[]): readonly string[] {
  return rawHeaders.map((text, index) =>
    index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host' ? text.replace(/:\d+$/, '') : text,
  );
}

/** The body is always hashed here; what the client says about it must be true. */
function payloadHashOf(request: GatewayRequest): string {
  const claimed = request.headers['x-amz-content-sha256'];
  if (claimed === UNSIGNED_PAYLOAD && request.secure) return UNSIGNED_PAYLOAD;
  const hash = request.body.length === 0 ? NO_CONTENT : sha256Hex(request.body);
  if (claimed !== undefined && claimed !== hash) {
    throw invalidSignature("The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  return hash;
}

function leftOutBy({ form }: PresentedSignature, isWebSocket: boolean): ((name: string) => boolean) | undefined {
  if (form === 'header') return undefined;
  // WebSocket clients append the token after signing (docs/service/gateway.md#websocket-connections).
  return (name) => name === 'X-Amz-Signature' || (isWebSocket && name === 'X-Amz-Security-Token');
}

function invalidSignature(message: string): ServiceError {
  return new ServiceError('InvalidSignatureException', message);
}

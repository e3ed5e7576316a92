/** Signs a request as the caller (Signature Version 4). */
import type { ServiceName } from '../../../contract/operation.ts';
import {
  ALGORITHM,
  canonicalRequest,
  deriveSigningKey,
  sha256Hex,
  sign,
  stringToSign,
  TERMINATOR,
} from '../../../lib/sigv4.ts';
import type { Credentials } from '../connection.ts';
import type { WireRequest } from './request.ts';

export interface Signer {
  readonly credentials: Credentials;
  readonly region: string;
  readonly service: ServiceName;
  readonly host: string;
  /** The path as it is sent, with what the endpoint puts before it. */
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The headers that carry the signature. */
export function signedHeaders(request: WireRequest, signer: Signer): Record<string, string> {
  const { credentials, host, now, path, region, service } = signer;
  const dateTime = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const token: Record<string, string> =
    credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken };
  const dated = { 'x-amz-date': dateTime, ...token };
  const covered = { host, ...dated, ...request.headers };
  const names = Object.keys(covered).sort();
  const scope = { date: dateTime.slice(0, 8), region, service };
  const canonical = canonicalRequest(
    {
      method: request.method,
      path,
      query: request.query,
      rawHeaders: Object.entries(covered).flat(),
      payloadHash: sha256Hex(request.body ?? ''),
    },
    names,
  );
  const key = deriveSigningKey(credentials.secretAccessKey, scope);
  const signature = sign(key, stringToSign(dateTime, scope, canonical)).toString('hex');
  const credential = `${credentials.accessKeyId}/${scope.date}/${region}/${service}/${TERMINATOR}`;
  return {
    ...dated,
    authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
}

/**
 * Signature Version 4 as AWS IoT uses it (docs/service/identity.md#what-is-signed): the canonical form of a request,
 * the string to sign and the chain of keys. Text from the wire is held with one character per byte (latin1), as Node
 * gives it.
 */
import { createHash, createHmac } from 'node:crypto';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const TERMINATOR = 'aws4_request';

/** The parts of a request that a signature covers, in the form in which they were received. */
export interface SignedRequest {
  readonly method: string;
  /** As received, still percent-encoded. */
  readonly path: string;
  /** As received, without the question mark. */
  readonly query: string;
  /** Names and values alternate, as received. */
  readonly rawHeaders: readonly string[];
  /** Lower-case hex SHA-256 of the body, or `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string;
}

/** The day, Region and service that a signature is bound to. */
export interface CredentialScope {
  /** `yyyymmdd` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** Lower-case hex SHA-256; a string counts as one byte per character. */
export function sha256Hex(content: string | Buffer): string {
  const hash = createHash('sha256');
  return (typeof content === 'string' ? hash.update(content, 'latin1') : hash.update(content)).digest('hex');
}

/**
 * The canonical form of a request. `signedHeaders` are lower-case names in the signer's order; query parameters for
 * which `leaveOut` is true are left out.
 */
export function canonicalRequest(
  request: SignedRequest,
  signedHeaders: readonly string[],
  leaveOut?: (queryParameter: string) => boolean,
): string {
  const headers = signedHeaders.map((name) => `${name}:${canonicalHeader(request.rawHeaders, name)}\n`).join('');
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query, leaveOut),
    headers,
    signedHeaders.join(';'),
    request.payloadHash,
  ].join('\n');
}

/** `dateTime` is `yyyymmddThhmmssZ`. */
export function stringToSign(dateTime: string, scope: CredentialScope, canonical: string): string {
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/${TERMINATOR}`;
  return `${ALGORITHM}\n${dateTime}\n${scopeText}\n${sha256Hex(canonical)}`;
}

/** The 32-byte key that signs everything for one access key, day, Region and service. */
export function deriveSigningKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date);
  return hmac(hmac(hmac(dateKey, scope.region), scope.service), TERMINATOR);
}

/** The signature of a string to sign, as 32 bytes. */
export function sign(signingKey: Buffer, text: string): Buffer {
  return hmac(signingKey, text);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'latin1').digest();
}

/** The path without empty and dot segments, as it is signed: `/a//b/../c` becomes `/a/c`. A trailing slash stays. */
function normalizedPath(path: string): string {
  if (!path.includes('//') && !path.includes('/.')) return path;
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${end}`;
}

/** Unlike S3, IoT encodes the already encoded path again. */
function canonicalPath(path: string): string {
  return normalizedPath(path).replace(/[^A-Za-z0-9\-_.~/]/g, percentEncoded);
}

function canonicalQuery(query: string, leaveOut?: (name: string) => boolean): string {
  if (query === '') return '';
  const pairs: { readonly name: string; readonly value: string }[] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equalSign = part.indexOf('=');
    const name = equalSign < 0 ? part : part.slice(0, equalSign);
    if (leaveOut?.(percentDecoded(name))) continue;
    pairs.push({ name: encodedAnew(name), value: encodedAnew(equalSign < 0 ? '' : part.slice(equalSign + 1)) });
  }
  pairs.sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value));
  return pairs.map(({ name, value }) => `${name}=${value}`).join('&');
}

/**
 * ASCII blanks only: here each character is one byte, and other blanks could be the last byte of a longer character.
 */
const BLANKS = /[ \t\n\v\f\r]+/g;

function canonicalHeader(rawHeaders: readonly string[], name: string): string {
  const values: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== name) continue;
    values.push((rawHeaders[index + 1] ?? '').replace(BLANKS, ' ').replace(/^ | $/g, ''));
  }
  return values.join(',');
}

function encodedAnew(text: string): string {
  return percentDecoded(text).replace(/[^A-Za-z0-9\-_.~]/g, percentEncoded);
}

/** Decodes into bytes, not characters. Everything but a percent sign with two hex digits stays as it is. */
export function percentDecoded(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/%[0-9A-Fa-f]{2}/g, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

function percentEncoded(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Caches the signing keys of the last `limit` combinations, so that a request costs one HMAC instead of five. A changed
 * secret gets a new key.
 */
export function cachedSigningKeys(limit: number): (secretAccessKey: string, scope: CredentialScope) => Buffer {
  const known = new Map<string, Buffer>();
  return (secretAccessKey, scope) => {
    const name = `${secretAccessKey}/${scope.date}/${scope.region}/${scope.service}`;
    const found = known.get(name);
    if (found !== undefined) return found;
    const key = deriveSigningKey(secretAccessKey, scope);
    const oldest = known.keys().next();
    if (known.size >= limit && oldest.done !== true) known.delete(oldest.value);
    known.set(name, key);
    return key;
  };
}

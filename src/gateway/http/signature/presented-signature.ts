/**
 * Reads the signature that a request carries, in the header or in the query, before anything of it is believed
 * (docs/service/identity.md#the-form-of-a-signature).
 */
import { ServiceError } from '../../../contract/errors.ts';
import { ALGORITHM, type CredentialScope, percentDecoded, TERMINATOR } from '../../../lib/sigv4.ts';
import { cut } from '../../violations.ts';
import type { GatewayRequest } from '../request.ts';
import { formatSignatureDate, parseSignatureDate } from './signature-date.ts';

export interface PresentedSignature {
  readonly form: 'header' | 'query';
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  /** Lower-case hex, if it is one. */
  readonly signature: string;
  /** As the signer lists them. */
  readonly signedHeaders: readonly string[];
  /** `yyyymmddThhmmssZ`, part of what is signed. */
  readonly dateTime: string;
  /** The same in milliseconds since the epoch. */
  readonly signedAt: number;
  /** How long a presigned request lasts; undefined if it does not say. */
  readonly expiresSeconds: number | undefined;
  /** What comes with temporary credentials. */
  readonly sessionToken: string | undefined;
}

const MOST_SIGNED_HEADERS = 100;
const LONGEST_ECHO = 256;
/** Seven days. */
const LONGEST_EXPIRY_SECONDS = 604_800;

/**
 * The signature of a request; undefined if there is none at all. Throws IncompleteSignatureException if it cannot be
 * read.
 */
export function readSignature(request: GatewayRequest): PresentedSignature | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return fromHeader(authorization, request);
  const parameters = request.queryParameters;
  const isPresigned = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature'].some((name) => parameters.has(name));
  return isPresigned ? fromQuery(parameters) : undefined;
}

interface Parts {
  readonly form: PresentedSignature['form'];
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly date: { readonly dateTime: string; readonly signedAt: number };
  readonly expiresSeconds: number | undefined;
  readonly sessionToken: string | undefined;
}

function fromHeader(authorization: string, request: GatewayRequest): PresentedSignature {
  const space = authorization.indexOf(' ');
  const algorithm = space < 0 ? authorization : authorization.slice(0, space);
  if (algorithm !== ALGORITHM) throw unsupported(algorithm);
  const parameters = headerParameters(space < 0 ? '' : authorization.slice(space + 1), authorization);
  const dateHeader = request.headers['x-amz-date'] ?? request.headers.date;
  const missing = ['Credential', 'Signature', 'SignedHeaders']
    .filter((name) => !parameters.has(name))
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (dateHeader === undefined) {
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  }
  if (missing.length > 0) throw incomplete(`${missing.join('')}Authorization=${algorithm}`);
  return fromParts({
    form: 'header',
    credential: parameters.get('Credential') ?? '',
    signedHeaders: parameters.get('SignedHeaders') ?? '',
    signature: parameters.get('Signature') ?? '',
    date: readDate(String(dateHeader)),
    expiresSeconds: undefined,
    sessionToken: headerText(request, 'x-amz-security-token'),
  });
}

function headerText({ headers }: GatewayRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function headerParameters(text: string, authorization: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const part of text.split(',')) {
    const pair = part.trim();
    if (pair === '') continue;
    const equalSign = pair.indexOf('=');
    if (equalSign < 0) {
      throw incomplete(
        `'${cut(pair, LONGEST_ECHO)}' not a valid key=value pair (missing equal-sign) in Authorization header: ` +
          `'${cut(authorization, LONGEST_ECHO)}'.`,
      );
    }
    parameters.set(pair.slice(0, equalSign), pair.slice(equalSign + 1));
  }
  return parameters;
}

function fromQuery(parameters: ReadonlyMap<string, string>): PresentedSignature {
  const needed = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date'];
  const missing = needed
    .filter((name) => !parameters.has(name))
    .map((name) => `AWS query-string parameters must include '${name}'. `);
  if (missing.length > 0) throw incomplete(`${missing.join('')}Re-examine the query-string parameters.`);
  const parameter = (name: string) => percentDecoded(parameters.get(name) ?? '');
  if (parameter('X-Amz-Algorithm') !== ALGORITHM) throw unsupported(parameter('X-Amz-Algorithm'));
  return fromParts({
    form: 'query',
    credential: parameter('X-Amz-Credential'),
    signedHeaders: parameter('X-Amz-SignedHeaders'),
    signature: parameter('X-Amz-Signature'),
    date: readDate(parameter('X-Amz-Date')),
    expiresSeconds: parameters.has('X-Amz-Expires') ? readExpiry(parameter('X-Amz-Expires')) : undefined,
    sessionToken: parameters.has('X-Amz-Security-Token') ? parameter('X-Amz-Security-Token') : undefined,
  });
}

function fromParts(parts: Parts): PresentedSignature {
  const signedHeaders = parts.signedHeaders.split(';');
  if (signedHeaders.length > MOST_SIGNED_HEADERS) {
    throw incomplete(`At most ${MOST_SIGNED_HEADERS} headers may be signed.`);
  }
  const { form, signature, expiresSeconds, sessionToken } = parts;
  const { date } = parts;
  return { form, signature, signedHeaders, expiresSeconds, sessionToken, ...date, ...readCredential(parts.credential) };
}

function readCredential(credential: string): Pick<PresentedSignature, 'accessKeyId' | 'scope'> {
  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split('/');
  const isWhole = accessKeyId && date && region && service && terminator && rest.length === 0;
  if (!isWhole) {
    throw incomplete(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, ' +
        `got '${cut(credential, LONGEST_ECHO)}'`,
    );
  }
  if (terminator !== TERMINATOR) {
    throw incomplete(
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${cut(terminator, LONGEST_ECHO)}'.`,
    );
  }
  return { accessKeyId, scope: { date, region, service } };
}

/** A `Date` header may have HTTP's own form; the signer has written the basic form into what is signed. */
function readDate(text: string): Parts['date'] {
  const basic = parseSignatureDate(text);
  if (basic !== undefined) return { dateTime: text, signedAt: basic };
  const httpDate = / GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(httpDate)) {
    throw incomplete(
      `Date must be in ISO-8601 'basic format'. Got '${cut(text, LONGEST_ECHO)}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    );
  }
  return { dateTime: formatSignatureDate(httpDate), signedAt: httpDate };
}

function readExpiry(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > LONGEST_EXPIRY_SECONDS) {
    throw incomplete(`X-Amz-Expires must be between 1 and ${LONGEST_EXPIRY_SECONDS} seconds.`);
  }
  return seconds;
}

function unsupported(algorithm: string): ServiceError {
  return incomplete(`Unsupported AWS 'algorithm': '${cut(algorithm, LONGEST_ECHO)}'.`);
}

function incomplete(message: string): ServiceError {
  return new ServiceError('IncompleteSignatureException', message);
}

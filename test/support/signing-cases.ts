/** Requests made by chance for signers that other people wrote, what a server receives of them, and what is not what was signed. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../../src/contract/errors.ts';
import { type GatewayRequest, gatewayRequest } from '../../src/gateway/http/request.ts';
import { readSignature } from '../../src/gateway/http/signature/presented-signature.ts';
import { signatureVerifier } from '../../src/gateway/http/signature/verify-signature.ts';
import type { Random } from '../fuzz/random.ts';

export const signingKey = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
export const sessionKey = { ...signingKey, accessKeyId: 'ASIAIOSFODNN7EXAMPLE', sessionToken: 'FwoGZX/+IvYXdz=' };
export const region = 'us-east-1';
const services = ['iot', 'execute-api', 'iot-jobs-data'] as const;

export interface SigningCase {
  readonly form: 'header' | 'query';
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Empty in a presigned request. */
  readonly body: string;
  readonly service: string;
  readonly isSession: boolean;
}

const texts = [
  '',
  'a',
  'lamp-1',
  'a b',
  'é',
  'à',
  '☂',
  '😀',
  '%',
  '+',
  '&',
  '=',
  '/',
  '$next',
  "!'()*",
  '~-_.',
  'a:b@c,d;e',
  '\u0000',
] as const;
const segments = [
  '',
  '.',
  '..',
  '...',
  '$next',
  '%24next',
  'a%2fb',
  'a%2Fb',
  "!'()*",
  'a:b@c,d;e=f&g+h',
  'things',
  '~',
] as const;
const headerParts = ['a', 'Z', ' ', '  ', ',', '=', ';', 'é', 'à', '☂'] as const;

/** A request; all names in its query are different. */
export function signingCase(random: Random): SigningCase {
  const form = random.oneIn(2) ? 'header' : 'query';
  const text = () => random.times(3, () => random.pick(texts)).join('');
  const segment = () => (random.oneIn(2) ? random.pick(segments) : encodeURIComponent(text()));
  const names = random.times(4, () => text()).filter((name) => name !== '' && !name.startsWith('X-Amz-'));
  const headers = random.times(3, () => [
    `x-${random.pick(['a', 'b', 'amz-c', 'amzn-principal', 'zz'])}`,
    random.times(6, () => random.pick(headerParts)).join(''),
  ]);
  return {
    form,
    method: random.pick(['GET', 'PUT', 'POST', 'PATCH', 'DELETE']),
    path: `/${[segment(), ...random.times(4, segment)].join('/')}`,
    query: [...new Set(names)].map((name) => [name, text()] as const),
    headers: Object.fromEntries(headers),
    body: form === 'query' || random.oneIn(2) ? '' : text(),
    service: random.pick(services),
    isSession: random.oneIn(3),
  };
}

/** What arrives: names and values of headers as bytes, blanks around them gone, as Node's parser gives them. */
export interface SentRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function received({ method, target, headers, body }: SentRequest): GatewayRequest {
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    Buffer.from(value)
      .toString('latin1')
      .replace(/^[ \t]+|[ \t]+$/g, ''),
  ]);
  const message = {
    method,
    headers: Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: pairs.flat(),
    socket: { remoteAddress: '127.0.0.1' },
  };
  // Nothing else of a message is looked at.
  return gatewayRequest('r', message as unknown as IncomingMessage, target, Buffer.from(body));
}

const principal = { arn: 'arn:aws:iam::000000000000:user/u' };
const session = {
  tokenHash: createHash('sha256').update(sessionKey.sessionToken).digest(),
  expiresAt: Number.MAX_SAFE_INTEGER,
};

/** What becomes of a request at this instant, for a secret: `signed`, or the name of the refusal. */
export async function judged(
  request: GatewayRequest,
  now: number,
  secretAccessKey = signingKey.secretAccessKey,
): Promise<string> {
  const find = async (id: string) => {
    if (id === signingKey.accessKeyId) return { secretAccessKey, principal };
    return id === sessionKey.accessKeyId ? { secretAccessKey, principal, session } : undefined;
  };
  const verify = signatureVerifier({
    accessKeys: { find, reread: find },
    wallClock: { now: () => now },
    region,
    skewMs: 5 * 60_000,
  });
  try {
    const signature = readSignature(request);
    if (signature === undefined) return 'MissingAuthenticationTokenException';
    await verify(request, signature, services);
    return 'signed';
  } catch (error) {
    if (error instanceof ServiceError) return error.name;
    throw error;
  }
}

/** Requests that nobody has signed, each one step away from the one that was signed. */
export function tampered(request: GatewayRequest): readonly (readonly [what: string, GatewayRequest])[] {
  const { body, headers, method, path, query, rawHeaders } = request;
  const again = (more: {
    path?: string;
    query?: string;
    rawHeaders?: readonly string[];
    body?: Buffer;
    method?: string;
  }) => {
    const raw = more.rawHeaders ?? rawHeaders;
    const pairs = raw.flatMap((name, index) => (index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? '']] : []));
    const message = { method: more.method ?? method, headers: Object.fromEntries(pairs), rawHeaders: raw, socket: {} };
    const target = `${more.path ?? path}?${more.query ?? query}`;
    return gatewayRequest('r', message as unknown as IncomingMessage, target, more.body ?? body);
  };
  const inHeaders = (pattern: RegExp, change: (text: string) => string) => ({
    rawHeaders: rawHeaders.map((text, index) =>
      index % 2 === 1 && pattern.test(rawHeaders[index - 1] ?? '') ? change(text) : text,
    ),
  });
  const isHeaderForm = headers.authorization !== undefined;
  const inSignature = (change: (text: string) => string) =>
    isHeaderForm ? inHeaders(/^authorization$/i, change) : { query: change(query) };
  const flipped = (text: string) =>
    text.replace(/(Signature=)([0-9a-f])/, (_all, name: string, digit: string) => name + (digit === '0' ? '1' : '0'));
  const later = (text: string) =>
    text.replace(/(T\d{5})(\d)Z/, (_all, begin, digit) => `${begin}${digit === '0' ? 1 : 0}Z`);
  const variants: [string, GatewayRequest][] = [
    ['another method', again({ method: method === 'GET' ? 'PUT' : 'GET' })],
    ['another path', again({ path: `${path}x` })],
    ['one more parameter', again({ query: `${query}${query === '' ? '' : '&'}zzzz=1` })],
    ['another host', again(inHeaders(/^host$/i, (text) => `${text}0`))],
    ['another body', again({ body: Buffer.concat([body, Buffer.from('x')]) })],
    ['another signature', again(inSignature(flipped))],
    [
      'another service',
      again(inSignature((text) => text.replace(/(iot|execute-api|iot-jobs-data)(\/|%2F)aws4/, 'iotdata$2aws4'))),
    ],
    ['another instant', again(isHeaderForm ? inHeaders(/^x-amz-date$/i, later) : { query: later(query) })],
  ];
  const [other] = rawHeaders.filter((name, index) => index % 2 === 0 && /^x-(a|b|zz)$/i.test(name));
  const isSigned =
    other !== undefined &&
    new RegExp(`SignedHeaders=[^,&]*\\b${other}\\b`, 'i').test(isHeaderForm ? String(headers.authorization) : query);
  if (isSigned)
    variants.push(['another header', again(inHeaders(new RegExp(`^${other}$`, 'i'), (text) => `${text}x`))]);
  return variants;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import {
  cachedSigningKeys,
  canonicalRequest,
  deriveSigningKey,
  sha256Hex,
  sign,
  stringToSign,
} from '../../src/lib/sigv4.ts';
import { Sha256 } from '../support/sha256.ts';

const scope = { date: '20260115', region: 'eu-west-1', service: 'iot' };
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const signer = new SignatureV4({
  service: scope.service,
  region: scope.region,
  credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey },
  sha256: Sha256,
  applyChecksum: false,
});

interface Example {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function signatureOfTheOracle({ query, headers, ...example }: Example): Promise<string> {
  const signed = await signer.sign(
    {
      ...example,
      protocol: 'http:',
      hostname: 'localhost',
      query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, [value].flat()])),
      headers: { host: 'localhost:8443', ...headers },
    },
    { signingDate: new Date('2026-01-15T12:00:00Z') },
  );
  return signed.headers['authorization'] ?? '';
}

/** The same request as a server receives it: headers and path as bytes, the query in an encoding of the sender's choice. */
function ourSignature(example: Example, encode: (text: string) => string, signedHeaders: readonly string[]): string {
  const pairs = Object.entries(example.query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encode(name)}=${encode(one)}`),
  );
  const headers = Object.entries(example.headers).flatMap(([name, value]) => [name.toUpperCase(), value]);
  const canonical = canonicalRequest(
    {
      method: example.method,
      path: example.path,
      query: pairs.join('&'),
      rawHeaders: ['Host', 'localhost:8443', 'X-Amz-Date', '20260115T120000Z', ...headers.map(asBytes)],
      payloadHash: sha256Hex(Buffer.from(example.body)),
    },
    signedHeaders,
  );
  const key = deriveSigningKey(secretAccessKey, scope);
  return sign(key, stringToSign('20260115T120000Z', scope, canonical)).toString('hex');
}

function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function everyByteEncoded(text: string): string {
  return Buffer.from(text)
    .toString('hex')
    .replaceAll(/../g, (byte) => `%${byte}`);
}

const anyText = fc.string({ unit: 'grapheme', maxLength: 10 });
const segment = fc.oneof(
  anyText.map(encodeURIComponent),
  fc.constantFrom('', '.', '..', '...', '$next', '%24next', 'a%2fb', "!'()*", 'a:b@c,d;e=f&g+h'),
);
// The signer keeps parameters in plain objects and loses this one.
const parameterName = anyText.filter((name) => name !== '__proto__');
const value = fc.oneof(anyText, fc.array(anyText, { minLength: 1, maxLength: 3 }));
const headerValue = fc.string({
  unit: fc.constantFrom('a', 'Z', ' ', '  ', '\t', ',', '=', ';', 'é', 'à', '☂'),
  maxLength: 12,
});

test('the signature is the one that AWS’s signer makes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        method: fc.constantFrom('GET', 'PUT', 'POST', 'PATCH', 'DELETE'),
        path: fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`),
        query: fc.dictionary(parameterName, value, { maxKeys: 5 }),
        headers: fc.dictionary(fc.stringMatching(/^x-[a-z0-9-]{1,8}$/), headerValue, { maxKeys: 4 }),
        body: anyText,
      }),
      fc.constantFrom(encodeURIComponent, everyByteEncoded),
      async (example, encode) => {
        const authorization = await signatureOfTheOracle(example);
        const [, signedHeaders = '', signature] = /SignedHeaders=(\S+), Signature=(\w+)$/.exec(authorization) ?? [];
        assert.equal(ourSignature(example, encode, signedHeaders.split(';')), signature);
      },
    ),
    { numRuns: 500 },
  );
});

test('a parameter without a value counts as an empty one, and one that is left out not at all', () => {
  const request = { method: 'GET', path: '/jobs', rawHeaders: [], payloadHash: '' };
  assert.equal(
    canonicalRequest({ ...request, query: 'b&a=1&&c=2' }, [], (name) => name === 'c'),
    canonicalRequest({ ...request, query: 'a=1&b=' }, []),
  );
});

test('a header that occurs twice is joined by a comma', () => {
  const request = { method: 'GET', path: '/', query: '', payloadHash: '', rawHeaders: ['X-A', ' 1', 'x-a', '2  3 '] };
  assert.match(canonicalRequest(request, ['x-a']), /^x-a:1,2 3$/m);
});

test('remembered signing keys are those that would be derived', () => {
  const signingKey = cachedSigningKeys(2);
  for (const date of ['20260115', '20260116', '20260117', '20260115', '20260115']) {
    assert.deepEqual(signingKey('secret', { ...scope, date }), deriveSigningKey('secret', { ...scope, date }));
  }
});

test('a changed secret has another signing key', () => {
  const signingKey = cachedSigningKeys(2);
  assert.notDeepEqual(signingKey('old', scope), signingKey('new', scope));
});

/** Signatures in headers and queries, before anything of them is believed. */
import assert from 'node:assert/strict';
import { ServiceError } from '../../../src/contract/errors.ts';
import type { GatewayRequest } from '../../../src/gateway/http/request.ts';
import { readSignature } from '../../../src/gateway/http/signature/presented-signature.ts';
import { canonicalRequest, percentDecoded, sha256Hex } from '../../../src/lib/sigv4.ts';
import { mutateText } from '../random.ts';
import { pureTarget, refusedOr } from '../target.ts';

const CREDENTIAL = 'AKIAIOSFODNN7EXAMPLE/20260115/us-east-1/iot/aws4_request';
const HEADER =
  `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=host;x-amz-date, ` + `Signature=${'0'.repeat(64)}`;
const QUERY =
  `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(CREDENTIAL)}&X-Amz-Date=20260115T120000Z` +
  `&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature=${'0'.repeat(64)}`;
const words = [
  'Credential=',
  'SignedHeaders=',
  'Signature=',
  ',',
  '/',
  ';',
  '=',
  '&',
  '%2F',
  '%',
  'aws4_request',
  'X-Amz-',
];
/** As long as headers may be. */
const LONGEST = 16_384;
const noBody = sha256Hex('');

export const signatureTarget = pureTarget(
  'signatures',
  110,
  (random) => ({
    authorization: random.oneIn(2) ? mutateText(random, HEADER, words, LONGEST) : undefined,
    date: random.oneIn(4)
      ? mutateText(random, '20260115T120000Z', ['Z', 'T', 'Thu, 15 Jan 2026 12:00:00 GMT'], 64)
      : '20260115T120000Z',
    path: mutateText(random, '/jobs/a/../b//c%2Fd', ['/', '..', '%', './'], LONGEST),
    query: random.oneIn(2) ? mutateText(random, QUERY, words, LONGEST) : QUERY,
  }),
  ({ authorization, date, path, query }) => {
    const pairs = query.split('&').map((part): [string, string] => {
      const [name = '', ...value] = part.split('=');
      return [percentDecoded(name), value.join('=')];
    });
    const headers = { host: 'a', 'x-amz-date': date, ...(authorization === undefined ? {} : { authorization }) };
    const rawHeaders = Object.entries(headers).flat();
    // Nothing else of a request is looked at here.
    const request = { headers, rawHeaders, queryParameters: new Map(pairs), path, query } as unknown as GatewayRequest;
    const isRefusal = (error: unknown) =>
      error instanceof ServiceError && error.name === 'IncompleteSignatureException';
    const signature = refusedOr(isRefusal, () => readSignature(request));
    if (signature === undefined) return;
    assert.ok(Number.isFinite(signature.signedAt));
    canonicalRequest({ method: 'GET', path, query, rawHeaders, payloadHash: noBody }, signature.signedHeaders);
  },
);

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { canonicalRequest, deriveSigningKey, sha256Hex, sign, stringToSign } from '../../../src/lib/sigv4.ts';
import {
  accessKeyId,
  noon,
  principal,
  refusalIn,
  region,
  secretAccessKey,
  send,
  sendSigned,
  signable,
  signed,
  signer,
  startTestGateway,
} from './test-gateway.ts';

const gateway = await startTestGateway();

const listJobs = { path: '/jobs' };
const minute = 60_000;
const mismatch =
  'InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS ' +
  'Secret Access Key and signing method. Consult the service documentation for details.';

async function listJobsRefusal(signing: Parameters<typeof sendSigned>[2]): Promise<string> {
  const response = await sendSigned(gateway.port, listJobs, signing);
  assert.equal(response.status, 403);
  return refusalIn(response);
}

async function refusalWith(headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await send(gateway.port, { path: '/jobs', headers });
  assert.equal(response.status, 403);
  return refusalIn(response);
}

describe('a request that AWS’s signer signed', () => {
  test('is accepted in the header form', async () => {
    const response = await sendSigned(gateway.port, { path: '/jobs', query: { nextToken: 'a+b/c= ~' } });
    assert.equal(response.status, 200);
  });

  test('is accepted when it is presigned', async () => {
    const presigned = await signer().presign(signable(gateway.port, listJobs), {
      signingDate: new Date(noon - 50 * minute),
      expiresIn: 3600,
    });
    const response = await send(gateway.port, {
      path: '/jobs',
      query: presigned.query as Record<string, string>, // the signer adds single values only
    });
    assert.equal(response.status, 200);
  });

  test('is accepted whatever its names, its query, its headers and its body are', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const headerValue = fc.string({ unit: fc.constantFrom('a', ' ', '\t', ',', '=', ';'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'DELETE'),
        text.filter((id) => id !== '' && id !== '.' && id !== '..'),
        // The signer keeps parameters in plain objects and loses this one.
        fc.dictionary(
          text.filter((name) => name !== '__proto__'),
          text,
        ),
        fc.dictionary(fc.stringMatching(/^x-[a-z0-9]{1,8}$/), headerValue),
        text,
        async (method, jobId, query, headers, body) => {
          const request = { method, path: `/jobs/${encodeURIComponent(jobId)}`, query, headers };
          const response = await sendSigned(gateway.port, method === 'GET' ? request : { ...request, body });
          assert.ok(response.status === 200 || /^InvalidRequestException/.test(refusalIn(response)), response.text);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a request is refused', () => {
  test('without any signature', async () => {
    assert.equal(await refusalWith({}), 'MissingAuthenticationTokenException: Missing Authentication Token');
  });

  test('with an unknown access key', async () => {
    assert.equal(
      await listJobsRefusal({ accessKeyId: 'AKIAUNKNOWN' }),
      'UnrecognizedClientException: The security token included in the request is invalid.',
    );
  });

  test('with the secret of another key', async () => {
    assert.equal(await listJobsRefusal({ secretAccessKey: 'another' }), mismatch);
  });

  test('when its body is not the one that was signed', async () => {
    const request = await signed(gateway.port, { method: 'PATCH', path: '/jobs/a', body: '{"description":"a"}' });
    const response = await send(gateway.port, { ...request, body: '{"description":"b"}' });
    assert.equal(refusalIn(response), mismatch);
  });

  test('when it lies about the hash of its body', async () => {
    const request = await signed(gateway.port, {
      method: 'PATCH',
      path: '/jobs/a',
      body: '{}',
      headers: { 'x-amz-content-sha256': '0'.repeat(64) },
    });
    const response = await send(gateway.port, request);
    assert.equal(
      refusalIn(response),
      "InvalidSignatureException: The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  });

  test('when it leaves its body unsigned without TLS', async () => {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    const response = await sendSigned(gateway.port, { method: 'PATCH', path: '/jobs/a', body: '{}', headers });
    assert.match(refusalIn(response), /^InvalidSignatureException: The provided 'x-amz-content-sha256' header/);
  });

  test('when it is older than five minutes', async () => {
    assert.equal(
      await listJobsRefusal({ at: noon - 6 * minute }),
      'InvalidSignatureException: Signature expired: 20260115T115400Z is now earlier than 20260115T115500Z ' +
        '(20260115T120000Z - 5 min.)',
    );
  });

  test('when it is more than five minutes ahead', async () => {
    assert.equal(
      await listJobsRefusal({ at: noon + 6 * minute }),
      'InvalidSignatureException: Signature not yet current: 20260115T120600Z is still later than 20260115T120500Z ' +
        '(20260115T120000Z + 5 min.)',
    );
  });

  test('when it is presigned and past its expiry', async () => {
    const { query } = await signer().presign(signable(gateway.port, listJobs), {
      signingDate: new Date(noon - 2 * minute),
      expiresIn: 60,
    });
    const response = await send(gateway.port, { path: '/jobs', query: query as Record<string, string> });
    assert.equal(
      refusalIn(response),
      'InvalidSignatureException: Signature expired: 20260115T115800Z is now earlier than 20260115T115900Z ' +
        '(20260115T120000Z - 60 s)',
    );
  });

  test('when it names another service or Region', async () => {
    assert.equal(
      await listJobsRefusal({ service: 's3' }),
      "InvalidSignatureException: Credential should be scoped to correct service: 'iot'. ",
    );
    assert.equal(
      await listJobsRefusal({ region: 'eu-west-1' }),
      "InvalidSignatureException: Credential should be scoped to a valid region, not 'eu-west-1'. ",
    );
  });
});

describe('a signature is incomplete', () => {
  const whole = `Credential=${accessKeyId}/20260115/us-east-1/iot/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`;
  const date = { 'x-amz-date': '20260115T120000Z' };
  const cases: Readonly<Record<string, readonly [Readonly<Record<string, string>>, string]>> = {
    'without its parameters and a date': [
      { authorization: 'AWS4-HMAC-SHA256' },
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
        "Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a " +
        "'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256",
    ],
    'with a parameter that has no value': [
      { authorization: 'AWS4-HMAC-SHA256 Credential', ...date },
      "'Credential' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential'.",
    ],
    'with another algorithm': [
      { authorization: `AWS4-ECDSA-P256-SHA256 ${whole}`, ...date },
      "Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'.",
    ],
    'with a password': [{ authorization: 'Basic YTpi' }, "Unsupported AWS 'algorithm': 'Basic'."],
    'with a malformed credential': [
      { authorization: 'AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=00', ...date },
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b'",
    ],
    'with another terminator': [
      { authorization: `AWS4-HMAC-SHA256 ${whole.replace('aws4_request', 'aws5_request')}`, ...date },
      "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
    ],
    'with a malformed date': [
      { authorization: `AWS4-HMAC-SHA256 ${whole}`, 'x-amz-date': '20260231T120000Z' },
      "Date must be in ISO-8601 'basic format'. Got '20260231T120000Z'. See http://en.wikipedia.org/wiki/ISO_8601",
    ],
  };
  for (const [name, [headers, message]] of Object.entries(cases)) {
    test(name, async () => {
      assert.equal(await refusalWith(headers), `IncompleteSignatureException: ${message}`);
    });
  }

  test('in the query without all of its parameters', async () => {
    const response = await send(gateway.port, { path: '/jobs', query: { 'X-Amz-Algorithm': 'AWS4-HMAC-SHA256' } });
    assert.equal(
      refusalIn(response),
      "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters " +
        "must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string " +
        "parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
    );
  });

  test('with an expiry of more than seven days', async () => {
    const { query } = await signer().presign(signable(gateway.port, listJobs), { signingDate: new Date(noon) });
    const response = await send(gateway.port, {
      path: '/jobs',
      query: { ...(query as Record<string, string>), 'X-Amz-Expires': '604801' },
    });
    assert.equal(
      refusalIn(response),
      'IncompleteSignatureException: X-Amz-Expires must be between 1 and 604800 seconds.',
    );
  });
});

describe('a signature that could be carried elsewhere is refused', () => {
  const date = { 'x-amz-date': '20260115T120000Z' };
  const credential = `Credential=${accessKeyId}/20260115/us-east-1/iot/aws4_request`;

  test('because its scope has another date', async () => {
    const authorization = `AWS4-HMAC-SHA256 ${credential.replace('20260115', '20260114')}, SignedHeaders=host, Signature=00`;
    assert.equal(
      await refusalWith({ authorization, ...date }),
      'InvalidSignatureException: Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        "'20260114' != '20260115', from '20260115T120000Z'.",
    );
  });

  test('because the host is not signed', async () => {
    const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=x-amz-date, Signature=00`;
    assert.equal(
      await refusalWith({ authorization, ...date }),
      "InvalidSignatureException: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  });

  test('because the date is not signed', async () => {
    const authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=00`;
    assert.equal(
      await refusalWith({ authorization, ...date }),
      "InvalidSignatureException: 'X-Amz-Date' must be a 'SignedHeader' in the AWS Authorization.",
    );
  });
});

test('a session token of a permanent key is ignored', async () => {
  const response = await sendSigned(gateway.port, listJobs, { sessionToken: 'anything' });
  assert.equal(response.status, 200);
});

test('the date may stand in HTTP’s own header', async () => {
  const headers = { host: `127.0.0.1:${gateway.port}`, date: 'Thu, 15 Jan 2026 12:00:00 GMT' };
  const scope = { date: '20260115', region, service: 'iot' };
  const canonical = canonicalRequest(
    { method: 'GET', path: '/jobs', query: '', rawHeaders: Object.entries(headers).flat(), payloadHash: sha256Hex('') },
    ['date', 'host'],
  );
  const signature = sign(deriveSigningKey(secretAccessKey, scope), stringToSign('20260115T120000Z', scope, canonical));
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260115/${region}/iot/aws4_request,SignedHeaders=date;host,` +
    `Signature=${signature.toString('hex')}`;
  assert.equal((await send(gateway.port, { path: '/jobs', headers: { ...headers, authorization } })).status, 200);
});

test('older clients sign the control plane as execute-api', async () => {
  const response = await sendSigned(gateway.port, listJobs, { service: 'execute-api' });
  assert.equal(response.status, 200);
});

test('another Region is accepted if the setting says so', async () => {
  const anywhere = await startTestGateway({ region: undefined });
  const response = await sendSigned(anywhere.port, listJobs, { region: 'eu-west-1' });
  assert.equal(response.status, 200);
});

test('a wrong signature of a known key costs a look into the store, as an unknown key does', async () => {
  const looks: string[] = [];
  const known = { secretAccessKey, principal };
  let remembered: typeof known | undefined = known;
  const { port } = await startTestGateway({
    accessKeys: {
      find: async (id) => {
        if (id !== accessKeyId) looks.push(`find ${id}`);
        return id === accessKeyId ? known : undefined;
      },
      reread: async (id) => {
        looks.push(`reread ${id}`);
        return remembered;
      },
    },
  });
  const request = { path: '/things' };
  assert.equal((await sendSigned(port, request)).status, 200);
  assert.deepEqual(looks, []);
  await sendSigned(port, request, { accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' });
  assert.match(refusalIn(await sendSigned(port, request, { secretAccessKey: 'wrong' })), /^InvalidSignature/);
  assert.deepEqual(looks, ['find AKIAAAAAAAAAAAAAAAAA', `reread ${accessKeyId}`]);
  // It was deleted meanwhile.
  remembered = undefined;
  assert.match(refusalIn(await sendSigned(port, request, { secretAccessKey: 'wrong' })), /^UnrecognizedClient/);
});

import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createHash, webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { describe, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { everythingPermitted } from '../../../src/access/operators/caller-permissions.ts';
import type { HttpGatewayOptions } from '../../../src/gateway/http/gateway.ts';
import { noon, refusalIn, signed, startTestGateway, type TestRequest, type TestResponse } from './test-gateway.ts';

const day = 86_400_000;

interface Pair {
  readonly key: string;
  readonly cert: string;
  readonly der: Buffer;
}

async function selfSigned(name: string, notBefore = noon - day, notAfter = noon + day): Promise<Pair> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
    signingAlgorithm: algorithm,
    keys,
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
    cert: certificate.toString('pem'),
    der: Buffer.from(certificate.rawData),
  };
}

const server = await selfSigned('server');
const active = await selfSigned('active');
const inactive = await selfSigned('inactive');
const unknown = await selfSigned('unknown');
const expired = await selfSigned('expired', noon - 2 * day, noon - day);

const idOf = (der: Buffer) => createHash('sha256').update(der).digest('hex');

async function startTlsGateway(options: Partial<HttpGatewayOptions> = {}) {
  return startTestGateway({
    tls: { key: server.key, cert: server.cert, requestCertificate: true },
    deviceIdentities: {
      find: async (der) => {
        const registered = [active, inactive, expired].find((pair) => pair.der.equals(der));
        return registered && { certificateId: idOf(der), active: registered !== inactive };
      },
    },
    ...options,
  });
}

/** Sends a request over TLS, with a client certificate or without. The test's certificates have dates of its own clock. */
function sendOverTls(port: number, request: TestRequest, client?: Pair): Promise<TestResponse> {
  return new Promise((resolve, reject) => {
    const message = httpsRequest(
      {
        host: '127.0.0.1',
        port,
        agent: false,
        rejectUnauthorized: false,
        ...(client === undefined ? {} : { key: client.key, cert: client.cert }),
        method: request.method ?? 'GET',
        path: request.path,
        headers: request.headers,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    message.on('error', reject);
    message.end(request.body);
  });
}

const startNext = { method: 'PUT', path: '/things/sensor-1/jobs/$next' };
const notValid = 'CertificateValidationException: The client certificate is not registered or not active';

describe('on the device API', () => {
  test('a registered, active certificate is an identity', async () => {
    const callers: unknown[] = [];
    const { port } = await startTlsGateway({
      authorize: async ({ caller }) => {
        callers.push(caller.kind === 'certificate' && caller.certificateId);
        return everythingPermitted;
      },
    });
    assert.equal((await sendOverTls(port, startNext, active)).status, 200);
    assert.deepEqual(callers, [idOf(active.der)]);
  });

  test('a certificate alone chooses the device API where both services have the route', async () => {
    const { port } = await startTlsGateway();
    for (const path of ['/things/sensor-1/jobs', '/things/sensor-1/jobs/job-1']) {
      assert.match((await sendOverTls(port, { path }, active)).text, /"queuedAt":1719940994,/);
    }
  });

  for (const [what, pair] of Object.entries({ inactive, unknown, expired })) {
    test(`an ${what} certificate is refused`, async () => {
      const { port } = await startTlsGateway();
      for (const request of [startNext, { path: '/things/sensor-1/jobs' }]) {
        const response = await sendOverTls(port, request, pair);
        assert.deepEqual([response.status, refusalIn(response)], [400, notValid]);
      }
    });
  }

  test('neither certificate nor signature is a missing token', async () => {
    const { port } = await startTlsGateway();
    const response = await sendOverTls(port, startNext);
    assert.deepEqual(
      [response.status, refusalIn(response)],
      [403, 'MissingAuthenticationTokenException: Missing Authentication Token'],
    );
  });
});

test('a certificate means nothing on the control plane', async () => {
  const { port } = await startTlsGateway();
  for (const pair of [active, unknown]) {
    const response = await sendOverTls(port, { path: '/jobs' }, pair);
    assert.deepEqual([response.status, refusalIn(response)], [403, 'ForbiddenException: Forbidden']);
  }
});

test('a signature is judged even where there is a certificate', async () => {
  const { port } = await startTlsGateway();
  const request = await signed(port, { path: '/things/sensor-1/jobs' });
  assert.equal((await sendOverTls(port, request, unknown)).text, '{}');
  const wrong = await signed(port, { path: '/things/sensor-1/jobs' }, { secretAccessKey: 'another' });
  assert.match(refusalIn(await sendOverTls(port, wrong, active)), /^InvalidSignatureException: /);
});

test('over TLS a body may stay unsigned', async () => {
  const { port } = await startTlsGateway();
  const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const request = await signed(port, { method: 'PATCH', path: '/jobs/a', body: '{}', headers });
  assert.equal((await sendOverTls(port, { ...request, body: '{"description":"b"}' })).status, 200);
});

async function connected(port: number, options: object): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

test('the listener answers those who ask for x-amzn-http-ca, http/1.1 or nothing in particular', async () => {
  const { port } = await startTlsGateway();
  for (const [asked, agreed] of [
    [['x-amzn-http-ca'], 'x-amzn-http-ca'],
    [['h2', 'http/1.1'], 'http/1.1'],
    [undefined, false],
  ] as const) {
    const socket = await connected(port, asked === undefined ? {} : { ALPNProtocols: asked });
    assert.equal(socket.alpnProtocol, agreed);
    socket.destroy();
  }
});

test('the listener hands other protocols on', async () => {
  const { port } = await startTlsGateway({
    tls: {
      key: server.key,
      cert: server.cert,
      requestCertificate: true,
      otherProtocols: { 'x-amzn-mqtt-ca': (socket) => socket.end('taken') },
    },
  });
  const other = await connected(port, { ALPNProtocols: ['x-amzn-mqtt-ca'] });
  assert.equal(String((await once(other, 'data'))[0]), 'taken');
  other.destroy();
  assert.equal((await sendOverTls(port, { path: '/x/health' })).status, 200);
});

test('a session is not resumed, so that every connection proves its certificate', async () => {
  const { port } = await startTlsGateway();
  for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
    const first = await connected(port, { maxVersion });
    first.write('GET /x/health HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(first, 'data');
    const session = first.getSession();
    first.destroy();
    const second = await connected(port, { maxVersion, session });
    assert.equal(second.isSessionReused(), false, maxVersion);
    second.destroy();
  }
});

test('TLS before 1.2 is refused', async () => {
  const { port } = await startTlsGateway();
  await assert.rejects(connected(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }));
});

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { test } from 'node:test';
import { connect, type SecureVersion } from 'node:tls';
import { testCertificateAuthority } from '../../support/certificates.ts';
import { startTestGateway } from './test-gateway.ts';

const authority = await testCertificateAuthority();
const server = await authority.issueServerCertificate({
  names: ['localhost'],
  addresses: ['127.0.0.1'],
  validForDays: 30,
});
const tls = { key: server.privateKeyPem, cert: server.certificatePem, requestCertificate: true };
const { gateway, port } = await startTestGateway({ tls });

/** Speaks this version and no other; the old ones only with what OpenSSL has switched off. */
const dial = (version: SecureVersion) =>
  connect({
    host: '127.0.0.1',
    servername: 'localhost',
    port,
    ca: authority.certificatePem,
    minVersion: version,
    maxVersion: version,
    ciphers: 'DEFAULT:@SECLEVEL=0',
  });

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`HTTPS is served over ${version}`, async () => {
    const socket = dial(version);
    await once(socket, 'secureConnect');
    assert.equal(socket.getProtocol(), version);
    socket.write('GET /x/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    assert.match(chunk.toString(), /^HTTP\/1\.1 200 OK\r\n/);
    socket.destroy();
  });
}

for (const version of ['TLSv1', 'TLSv1.1'] as const) {
  test(`a client that speaks nothing newer than ${version} is refused by the server`, async () => {
    const socket = dial(version);
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  });
}

test('another certificate is shown to those who come later, with the same versions; who is there stays', async () => {
  const before = dial('TLSv1.3');
  await once(before, 'secureConnect');
  const other = await authority.issueServerCertificate({ names: ['localhost'], addresses: [], validForDays: 30 });
  gateway.showCertificate({ key: other.privateKeyPem, cert: other.certificatePem });
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = dial(version);
    await once(socket, 'secureConnect');
    assert.deepEqual(socket.getPeerX509Certificate()?.raw, new X509Certificate(other.certificatePem).raw);
    assert.equal(socket.getTLSTicket(), undefined);
    socket.destroy();
  }
  const [error] = (await once(dial('TLSv1.1'), 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  before.write('GET /x/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  const [chunk] = (await once(before, 'data')) as [Buffer];
  assert.match(chunk.toString(), /^HTTP\/1\.1 200 OK\r\n/);
  before.destroy();
});

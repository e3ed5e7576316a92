import assert from 'node:assert/strict';
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
const { port } = await startTestGateway({ tls });

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

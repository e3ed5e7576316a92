import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { certificateIdOf } from '../../src/lib/certificate.ts';
import { createCertificateAuthority, loadCertificateAuthority } from '../../src/lib/certificate-authority.ts';
import { virtualClock, wallClock } from '../../src/lib/clock.ts';
import { generateRsaKeyPair } from '../../src/lib/key-pair.ts';
import { authorityExtension, ec, rsa, selfSigned, testCertificateAuthority } from '../support/certificates.ts';
import { shakeHands } from '../support/handshake.ts';

const run = promisify(execFile);
const localhost = { names: ['localhost', '*.iot.example'], addresses: ['127.0.0.1', '::1'], validForDays: 30 };

test('server and device verify each other in a TLS handshake', async () => {
  const authority = await testCertificateAuthority();
  const pair = await generateRsaKeyPair();
  const device = await authority.issueDeviceCertificate(pair.publicKeyDer);
  const server = await authority.issueServerCertificate(localhost);
  const shown = await shakeHands(authority.certificatePem, server, {
    certificatePem: device.certificatePem,
    privateKeyPem: pair.privateKeyPem,
  });
  assert.equal(certificateIdOf(shown), device.certificateId);
});

test('a device or a server of another authority is not accepted in a handshake', async () => {
  const authority = await testCertificateAuthority();
  const stranger = await selfSigned(ec('P-256'));
  const pair = await generateRsaKeyPair();
  const { certificatePem } = await authority.issueDeviceCertificate(pair.publicKeyDer);
  const device = { certificatePem, privateKeyPem: pair.privateKeyPem };
  const server = await authority.issueServerCertificate(localhost);
  await assert.rejects(shakeHands(authority.certificatePem, server, stranger));
  await assert.rejects(shakeHands(authority.certificatePem, stranger, device));
});

for (const kind of [rsa(2048), ec('P-256'), ec('P-384', 'SHA-384'), ec('P-521', 'SHA-512')]) {
  const name = 'namedCurve' in kind ? kind.namedCurve : 'RSA';
  test(`an authority of the operator's own with a key of the kind ${name} works like ours`, async () => {
    const files = await selfSigned(kind, [authorityExtension()]);
    const authority = await loadCertificateAuthority(files, wallClock);
    const pair = await generateRsaKeyPair();
    const device = await authority.issueDeviceCertificate(pair.publicKeyDer);
    const server = await authority.issueServerCertificate(localhost);
    const shown = await shakeHands(files.certificatePem, server, {
      certificatePem: device.certificatePem,
      privateKeyPem: pair.privateKeyPem,
    });
    assert.equal(certificateIdOf(shown), device.certificateId);
  });
}

test('a device certificate says what AWS says, with a serial number of twenty random bytes', async () => {
  const authority = await testCertificateAuthority();
  const { publicKeyDer } = await generateRsaKeyPair();
  const issued = await Promise.all([1, 2, 3].map(() => authority.issueDeviceCertificate(publicKeyDer)));
  assert.equal(new Set(issued.map((one) => one.certificateId)).size, 3);
  for (const { certificatePem, notAfter, notBefore } of issued) {
    const certificate = new X509Certificate(certificatePem);
    assert.equal(certificate.subject, 'CN=AWS IoT Certificate');
    assert.equal(new Date(notAfter).toISOString(), '2049-12-31T23:59:59.000Z');
    assert.equal(Date.parse(certificate.validTo), notAfter);
    assert.equal(Date.parse(certificate.validFrom), notBefore);
    assert.equal(certificate.serialNumber.length, 40);
    assert.equal(certificate.ca, false);
    assert.ok(certificate.verify(new X509Certificate(authority.certificatePem).publicKey));
  }
});

test('a server certificate names what clients may connect to and ends when it should', async () => {
  const clock = virtualClock(Date.UTC(2026, 5, 2));
  const authority = await loadCertificateAuthority(await createCertificateAuthority(clock), clock);
  const { certificatePem } = await authority.issueServerCertificate(localhost);
  const certificate = new X509Certificate(certificatePem);
  assert.equal(certificate.checkHost('localhost'), 'localhost');
  assert.equal(certificate.checkHost('data.iot.example'), '*.iot.example');
  assert.equal(certificate.checkHost('elsewhere.example'), undefined);
  assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1');
  assert.equal(certificate.checkIP('::1'), '::1');
  assert.equal(Date.parse(certificate.validFrom), Date.UTC(2026, 5, 1));
  assert.equal(Date.parse(certificate.validTo), Date.UTC(2026, 6, 1));
});

test('a very long first name is only cut in the common name', async () => {
  const name = `${'a'.repeat(60)}.example.com`;
  const authority = await testCertificateAuthority();
  const { certificatePem } = await authority.issueServerCertificate({ names: [name], addresses: [], validForDays: 1 });
  assert.equal(new X509Certificate(certificatePem).checkHost(name), name);
});

test('openssl verifies what is issued and reads the key', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'musterd-openssl-'));
  try {
    const authority = await testCertificateAuthority();
    const pair = await generateRsaKeyPair();
    const device = await authority.issueDeviceCertificate(pair.publicKeyDer);
    const server = await authority.issueServerCertificate(localhost);
    const file = (name: string) => join(directory, name);
    await writeFile(file('ca.pem'), authority.certificatePem);
    await writeFile(file('device.pem'), device.certificatePem);
    await writeFile(file('server.pem'), server.certificatePem);
    await writeFile(file('device.key'), pair.privateKeyPem);
    const options = ['verify', '-x509_strict', '-CAfile', file('ca.pem'), '-purpose'];
    await run('openssl', [...options, 'sslclient', file('device.pem')]);
    await run('openssl', [...options, 'sslserver', file('server.pem')]);
    const { stdout } = await run('openssl', ['rsa', '-in', file('device.key'), '-check', '-noout']);
    assert.match(stdout, /RSA key ok/);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('a key that is not the certificate’s, a certificate of no authority and junk are refused', async () => {
  const good = await selfSigned(ec('P-256'), [authorityExtension()]);
  const other = await selfSigned(ec('P-256'), [authorityExtension()]);
  await assert.rejects(
    loadCertificateAuthority({ ...good, privateKeyPem: other.privateKeyPem }, wallClock),
    /The private key of the certificate authority is another one/,
  );
  await assert.rejects(loadCertificateAuthority(await selfSigned(ec('P-256')), wallClock), /CA:TRUE/);
  await assert.rejects(loadCertificateAuthority({ ...good, certificatePem: 'junk' }, wallClock));
  await assert.rejects(loadCertificateAuthority({ ...good, privateKeyPem: 'junk' }, wallClock));
});

test('key pairs are made beside the event loop, each a different one', async () => {
  let turns = 0;
  const interval = setInterval(() => {
    turns += 1;
  }, 1);
  const pairs = await Promise.all(Array.from({ length: 6 }, generateRsaKeyPair));
  clearInterval(interval);
  assert.equal(new Set(pairs.map((pair) => pair.publicKeyPem)).size, 6);
  for (const pair of pairs) {
    assert.match(pair.privateKeyPem, /^-----BEGIN RSA PRIVATE KEY-----\n/);
    assert.equal(createPublicKey(pair.privateKeyPem).asymmetricKeyDetails?.modulusLength, 2048);
  }
  assert.ok(turns > 0, 'nothing else ran while keys were made');
});

import assert from 'node:assert/strict';
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { CertificateError, readCertificate, readSigningRequest } from '../../src/lib/certificate.ts';
import { decodePem, encodePem } from '../../src/lib/pem.ts';
import { ec, ed25519, rsa, selfSigned, signingRequest } from '../support/certificates.ts';

/** Self-signed with a key on secp256k1. */
const SECP256K1 = `-----BEGIN CERTIFICATE-----
MIIBbDCCARKgAwIBAgIUYw5Hw0RMHrGJ2G2eroCuxOMAsuAwCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBazAgFw0yNjExMjYwNTE1NDVaGA8yMDUxMDcxODA1MTU0NVow
DDEKMAgGA1UEAwwBazBWMBAGByqGSM49AgEGBSuBBAAKA0IABDZNxX4vYku0njUj
ykNsvE3JPX9d4h9eszIzsE36LHAffT8YoMH5/J7AIDdmFZ01NWsiuyNL3GIp/Qbr
0QUYKFyjUzBRMB0GA1UdDgQWBBQeFA60ViRrcYZHdBWzZRWw0akFwTAfBgNVHSME
GDAWgBQeFA60ViRrcYZHdBWzZRWw0akFwTAPBgNVHRMBAf8EBTADAQH/MAoGCCqG
SM49BAMCA0gAMEUCIEl5IGlR4278+799tgVetmJTxoyNmb+TAivY4hk/6TuiAiEA
mWlmq7kD46klTsSU+WIGDdEUhz9VN+xII3XnQ3pAxVM=
-----END CERTIFICATE-----
`;

const allowed = {
  'RSA with 2048 bits': rsa(2048),
  'RSA with SHA-384': rsa(2048, 'SHA-384'),
  'P-256': ec('P-256'),
  'P-384': ec('P-384', 'SHA-384'),
  'P-521': ec('P-521', 'SHA-512'),
};
const refused = {
  'RSA with 1024 bits': rsa(1024),
  'a signature with SHA-1': rsa(2048, 'SHA-1'),
  Ed25519: ed25519,
};

for (const [name, kind] of Object.entries(allowed)) {
  test(`a certificate may have ${name}`, async () => {
    const { certificatePem } = await selfSigned(kind);
    const certificate = readCertificate(certificatePem);
    assert.equal(
      certificate.certificateId,
      createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex'),
    );
    assert.equal(certificate.notBefore, Date.UTC(2020, 0, 1));
    assert.equal(certificate.notAfter, Date.UTC(2040, 0, 1));
  });

  test(`a certificate signing request may have ${name}`, async () => {
    const publicKey = await readSigningRequest(await signingRequest(kind));
    assert.ok(createPublicKey({ key: publicKey, format: 'der', type: 'spki' }).asymmetricKeyType);
  });
}

for (const [name, kind] of Object.entries(refused)) {
  test(`a certificate may not have ${name}`, async () => {
    const { certificatePem } = await selfSigned(kind);
    assert.throws(() => readCertificate(certificatePem), CertificateError);
  });

  test(`a certificate signing request may not have ${name}`, async () => {
    await assert.rejects(readSigningRequest(await signingRequest(kind)), CertificateError);
  });
}

test('a certificate may not have a key on another curve', () => {
  assert.throws(
    () => readCertificate(SECP256K1),
    /The key must be RSA with at least 2048 bits or on one of the curves/,
  );
});

test('text around the certificate and its chain do not change what is read', async () => {
  const { certificatePem } = await selfSigned(ec('P-256'));
  const decorated = `subject=device\r\n${certificatePem.replaceAll('\n', '\r\n')}\r\n${SECP256K1}`;
  assert.deepEqual(readCertificate(decorated), readCertificate(certificatePem));
});

test('junk is refused with a sentence, whatever it looks like', async () => {
  const { certificatePem } = await selfSigned(ec('P-256'));
  const der = decodePem(certificatePem, 'CERTIFICATE') ?? Buffer.alloc(0);
  const junk = [
    '',
    'junk',
    '\0'.repeat(1000),
    '-----BEGIN CERTIFICATE-----',
    '-----BEGIN CERTIFICATE----------END CERTIFICATE-----',
    '-----BEGIN CERTIFICATE-----\nnot base64!\n-----END CERTIFICATE-----',
    certificatePem.slice(0, certificatePem.length / 2),
    encodePem('CERTIFICATE', der.subarray(0, 100)),
    encodePem('CERTIFICATE', Buffer.alloc(48_000, 0x30)),
    encodePem('CERTIFICATE', Buffer.from('3080'.repeat(24_000), 'hex')),
    encodePem('CERTIFICATE REQUEST', der),
  ];
  for (const text of junk) assert.throws(() => readCertificate(text), CertificateError, text.slice(0, 60));
});

test('junk instead of a signing request is refused with a sentence', async () => {
  const request = decodePem(await signingRequest(ec('P-256')), 'CERTIFICATE REQUEST') ?? Buffer.alloc(0);
  const { certificatePem } = await selfSigned(ec('P-256'));
  const junk = [
    '',
    'junk',
    encodePem('CERTIFICATE REQUEST', request.subarray(0, 50)),
    encodePem('CERTIFICATE REQUEST', Buffer.from('3080'.repeat(1400), 'hex')),
    encodePem('CERTIFICATE REQUEST', decodePem(certificatePem, 'CERTIFICATE') ?? Buffer.alloc(0)),
    certificatePem,
  ];
  for (const text of junk) await assert.rejects(readSigningRequest(text), CertificateError, text.slice(0, 60));
});

test('a signing request whose signature was tampered with is refused', async () => {
  for (const kind of [rsa(2048), ec('P-256')]) {
    const der = decodePem(await signingRequest(kind), 'CERTIFICATE REQUEST') ?? Buffer.alloc(0);
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
    await assert.rejects(
      readSigningRequest(encodePem('CERTIFICATE REQUEST', der)),
      /The signature of the certificate signing request is not valid/,
    );
  }
});

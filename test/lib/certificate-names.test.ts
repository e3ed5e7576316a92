import 'reflect-metadata';
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';
import * as x509 from '@peculiar/x509';
import { readCertificateNames } from '../../src/lib/certificate-names.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);

async function certificate(): Promise<Buffer> {
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: '0a1b',
    subject: 'CN=lamp, CN=second, O=Acme, OU=a, OU=b, SN=Sur, G=Given, T=Title, 2.5.4.5=serial, 2.5.4.65=pseudo',
    issuer: 'CN=maker, C=DE, ST=Berlin',
    notBefore: new Date(0),
    notAfter: new Date(1_000),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'a.example' },
        { type: 'dns', value: 'b.example' },
        { type: 'email', value: 'x@example.org' },
        { type: 'ip', value: '192.0.2.1' },
        { type: 'url', value: 'urn:x' },
      ]),
    ],
  });
  return Buffer.from(made.rawData);
}

test('fields of subject and issuer are read by the names that policies have for them', async () => {
  const names = readCertificateNames(await certificate());
  const fields: Readonly<Record<string, readonly string[]>> = {
    CommonName: ['lamp', 'second'],
    Organization: ['Acme'],
    OrganizationalUnit: ['a', 'b'],
    Surname: ['Sur'],
    GivenName: ['Given'],
    Title: ['Title'],
    SerialNumber: ['serial'],
    Pseudonym: ['pseudo'],
    Country: [],
    Nonsense: [],
  };
  for (const [field, values] of Object.entries(fields)) assert.deepEqual(names.field('Subject', field), values, field);
  assert.deepEqual(names.field('Issuer', 'State'), ['Berlin']);
  assert.equal(names.serialNumber, '0A1B');
});

test('alternative names are read by their kind', async () => {
  const names = readCertificateNames(await certificate());
  assert.deepEqual(names.alternatives('Subject', 'DNSName'), ['a.example', 'b.example']);
  assert.deepEqual(names.alternatives('Subject', 'RFC822Name'), ['x@example.org']);
  assert.deepEqual(names.alternatives('Subject', 'IPAddress'), ['192.0.2.1']);
  assert.deepEqual(names.alternatives('Subject', 'UniformResourceIdentifier'), ['urn:x']);
  assert.deepEqual(names.alternatives('Subject', 'DirectoryName'), []);
  assert.deepEqual(names.alternatives('Subject', 'Nonsense'), []);
  assert.deepEqual(names.alternatives('Issuer', 'DNSName'), []);
});

test('what is no certificate has no names', () => {
  const names = readCertificateNames(Buffer.from('nonsense'));
  assert.deepEqual([names.field('Subject', 'CommonName'), names.serialNumber], [[], '']);
});

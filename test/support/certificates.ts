/** Certificates for tests: an authority that is made once, and self-signed certificates of any kind of key. */
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import {
  type CertificateAndKey,
  type CertificateAuthority,
  createCertificateAuthority,
  loadCertificateAuthority,
} from '../../src/lib/certificate-authority.ts';
import { wallClock } from '../../src/lib/clock.ts';

let authority: Promise<CertificateAuthority> | undefined;

/** An authority for the whole run; TLS peers judge its certificates by the wall clock. */
export function testCertificateAuthority(): Promise<CertificateAuthority> {
  authority ??= createCertificateAuthority(wallClock).then((files) => loadCertificateAuthority(files, wallClock));
  return authority;
}

export const rsa = (modulusLength: number, hash = 'SHA-256') => ({
  name: 'RSASSA-PKCS1-v1_5',
  hash,
  modulusLength,
  publicExponent: new Uint8Array([1, 0, 1]),
});
export const ec = (namedCurve: string, hash = 'SHA-256') => ({ name: 'ECDSA', namedCurve, hash });
export const ed25519 = { name: 'Ed25519' };

type KeyKind = ReturnType<typeof rsa> | ReturnType<typeof ec> | typeof ed25519;

async function keysOf(kind: KeyKind): Promise<webcrypto.CryptoKeyPair> {
  // The overloads tell keys from key pairs by the algorithm's type; all kinds here make pairs.
  return (await webcrypto.subtle.generateKey(kind, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}

/** PEM of a self-signed certificate and its key. */
export async function selfSigned(kind: KeyKind, extensions: x509.Extension[] = []): Promise<CertificateAndKey> {
  const keys = await keysOf(kind);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=A name that decides nothing',
    keys,
    signingAlgorithm: kind,
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2040-01-01T00:00:00Z'),
    extensions,
  });
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificatePem: certificate.toString('pem'),
    privateKeyPem: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
  };
}

/** PEM of a certificate signing request. */
export async function signingRequest(kind: KeyKind): Promise<string> {
  const keys = await keysOf(kind);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=A name that is not taken over',
    keys,
    signingAlgorithm: kind,
  });
  return request.toString('pem');
}

/** The extension that makes a certificate one of an authority. */
export const authorityExtension = () => new x509.BasicConstraintsExtension(true, undefined, true);

export interface IssuingAuthority {
  readonly certificatePem: string;
  /** PEM of a certificate that it issues for a new key, with this common name. */
  issue(commonName: string): Promise<CertificateAndKey>;
}

/** An authority of somebody else, with a name of its own or with one that others have too. */
export async function foreignAuthority(name: string): Promise<IssuingAuthority> {
  const kind = ec('P-256');
  const keys = await keysOf(kind);
  const dates = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: kind,
    ...dates,
    extensions: [authorityExtension()],
  });
  return {
    certificatePem: authority.toString('pem'),
    async issue(commonName) {
      const own = await keysOf(kind);
      const certificate = await x509.X509CertificateGenerator.create({
        subject: `CN=${commonName}`,
        issuer: authority.subject,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: kind,
        ...dates,
      });
      const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
      return {
        certificatePem: certificate.toString('pem'),
        privateKeyPem: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
      };
    },
  };
}

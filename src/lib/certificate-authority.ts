/**
 * The server's own certificate authority: it signs the certificates of devices and the one that the server shows them.
 *
 * All keys made here are 2048-bit RSA with SHA-256. Whatever has talked to AWS IoT accepts that, since its root and its
 * servers use exactly this; old and small TLS stacks (mbedTLS and its like) are often built without ECDSA or with one
 * curve only, and a microcontroller verifies RSA many times faster. The price is about a millisecond of ours per
 * handshake. An authority that is brought along may have an RSA or an EC key.
 */
import 'reflect-metadata';
import { createPrivateKey, type KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { certificateIdOf, type ReadCertificate } from './certificate.ts';
import type { Clock } from './clock.ts';
import { ConfigError } from './config-error.ts';
import { DAY_MS } from './duration.ts';
import { generateRsaKeyPair } from './key-pair.ts';
import { encodePem } from './pem.ts';

export interface CertificateAuthority {
  /** PEM of the authority's own certificate. */
  readonly certificatePem: string;
  /** Issues a certificate for a device's public key, given in DER form (SubjectPublicKeyInfo). */
  issueDeviceCertificate(publicKeyDer: Uint8Array): Promise<ReadCertificate>;
  /** Issues a certificate for a TLS server, with a new key. */
  issueServerCertificate(request: ServerCertificateRequest): Promise<CertificateAndKey>;
  /**
   * Issues a certificate for another authority's own certificate, so that clients that trust this authority trust that
   * one too. Throws a ConfigError if this authority may not have others below it.
   */
  certifyAuthority(certificatePem: string): Promise<string>;
}

export interface ServerCertificateRequest {
  /**
   * DNS names that clients may connect to; the first one is also the common name. There must be at least one name or
   * address.
   */
  readonly names: readonly string[];
  /** IP addresses that clients may connect to. */
  readonly addresses: readonly string[];
  /** Counted from the backdated beginning to the end: clients refuse certificates with too long a life. */
  readonly validForDays: number;
}

export interface CertificateAndKey {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** The clocks of peers are rarely exact. */
const BACKDATED_MS = DAY_MS;
/**
 * 2049-12-31T23:59:59Z (docs/service/identity.md#certificates-that-we-issue): X.509 writes later dates in another form,
 * which small TLS stacks cannot read.
 */
const LAST_MOMENT = Date.UTC(2049, 11, 31, 23, 59, 59);
const SERIAL_BYTES = 20;
const MAXIMUM_COMMON_NAME = 64;
const RSA_SHA256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const CURVES: Readonly<Record<string, { readonly curve: string; readonly hash: string }>> = {
  prime256v1: { curve: 'P-256', hash: 'SHA-256' },
  secp384r1: { curve: 'P-384', hash: 'SHA-384' },
  secp521r1: { curve: 'P-521', hash: 'SHA-512' },
};

/** Makes a new authority. `clock` must be the wall clock: TLS peers judge validity by theirs. */
export async function createCertificateAuthority(clock: Clock): Promise<CertificateAndKey> {
  const pair = await generateRsaKeyPair();
  const signer = await importSigner(createPrivateKey(pair.privateKeyPem));
  // Each authority has its own name, so that a trust store can hold several.
  const name = commonName(`musterd CA ${certificateIdOf(pair.publicKeyDer).slice(0, 8)}`);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject: name,
    issuer: name,
    notBefore: new Date(clock.now() - BACKDATED_MS),
    notAfter: new Date(LAST_MOMENT),
    publicKey: pair.publicKeyDer,
    ...signer,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      authorityUsages(),
      await x509.SubjectKeyIdentifierExtension.create(pair.publicKeyDer),
    ],
  });
  return { certificatePem: pemOf(certificate), privateKeyPem: pair.privateKeyPem };
}

/**
 * Opens an authority, one of ours or one that the operator brings. Rejects if a PEM cannot be read, if the key does not
 * belong to the certificate, or if the certificate is not an authority's.
 */
export async function loadCertificateAuthority(files: CertificateAndKey, clock: Clock): Promise<CertificateAuthority> {
  const own = new X509Certificate(files.certificatePem);
  const privateKey = createPrivateKey(files.privateKeyPem);
  if (!own.checkPrivateKey(privateKey)) throw new Error('The private key of the certificate authority is another one.');
  if (!own.ca) throw new Error('The certificate of the certificate authority is not one of an authority (CA:TRUE).');
  const signer = await importSigner(privateKey);
  const authority = new x509.X509Certificate(own.raw);
  // Clients only find the chain if this is the key id that the authority itself states, however it was computed.
  const ownKeyId = authority.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
  const authorityKeyIdentifier =
    ownKeyId === undefined
      ? await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey)
      : new x509.AuthorityKeyIdentifierExtension(ownKeyId);

  async function issue(certificate: {
    subject: x509.JsonName | x509.Name;
    isAuthority?: true;
    publicKey: Uint8Array<ArrayBuffer>;
    notAfter: number;
    extensions: x509.Extension[];
  }): Promise<x509.X509Certificate> {
    return x509.X509CertificateGenerator.create({
      serialNumber: newSerialNumber(),
      subject: certificate.subject,
      // The bytes of the name, not its text, since chain building compares bytes.
      issuer: authority.subjectName,
      notBefore: new Date(clock.now() - BACKDATED_MS),
      notAfter: new Date(certificate.notAfter),
      publicKey: certificate.publicKey,
      ...signer,
      extensions: [
        new x509.BasicConstraintsExtension(certificate.isAuthority === true, undefined, true),
        await x509.SubjectKeyIdentifierExtension.create(certificate.publicKey),
        authorityKeyIdentifier,
        ...certificate.extensions,
      ],
    });
  }

  return {
    certificatePem: files.certificatePem,
    async issueDeviceCertificate(publicKey) {
      const certificate = await issue({
        subject: commonName('AWS IoT Certificate'),
        publicKey: new Uint8Array(publicKey),
        notAfter: LAST_MOMENT,
        extensions: [new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true)],
      });
      return {
        certificateId: certificateIdOf(new Uint8Array(certificate.rawData)),
        certificatePem: pemOf(certificate),
        notBefore: certificate.notBefore.getTime(),
        notAfter: certificate.notAfter.getTime(),
      };
    },
    async issueServerCertificate({ names, addresses, validForDays }) {
      const [first] = [...names, ...addresses];
      if (first === undefined) throw new Error('A server certificate needs a name or an address.');
      const pair = await generateRsaKeyPair();
      const certificate = await issue({
        subject: commonName(first.slice(0, MAXIMUM_COMMON_NAME)),
        publicKey: pair.publicKeyDer,
        notAfter: Math.min(clock.now() - BACKDATED_MS + validForDays * DAY_MS, LAST_MOMENT),
        extensions: [
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension([
            ...names.map((value) => ({ type: 'dns' as const, value })),
            ...addresses.map((value) => ({ type: 'ip' as const, value })),
          ]),
        ],
      });
      return { certificatePem: pemOf(certificate), privateKeyPem: pair.privateKeyPem };
    },
    async certifyAuthority(certificatePem) {
      if (authority.getExtension(x509.BasicConstraintsExtension)?.pathLength === 0) {
        throw new ConfigError('The certificate authority may not have others below it (pathlen:0).');
      }
      const other = new x509.X509Certificate(new X509Certificate(certificatePem).raw);
      const certificate = await issue({
        subject: other.subjectName,
        isAuthority: true,
        publicKey: new Uint8Array(other.publicKey.rawData),
        notAfter: Math.min(authority.notAfter.getTime(), other.notAfter.getTime()),
        extensions: [authorityUsages()],
      });
      return pemOf(certificate);
    },
  };
}

function authorityUsages(): x509.Extension {
  return new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true);
}

interface Signer {
  readonly signingKey: webcrypto.CryptoKey;
  readonly signingAlgorithm: { name: string; hash: string };
}

async function importSigner(privateKey: KeyObject): Promise<Signer> {
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  if (privateKey.asymmetricKeyType === 'rsa') {
    const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, RSA_SHA256, false, ['sign']);
    return { signingKey, signingAlgorithm: RSA_SHA256 };
  }
  const curve = CURVES[privateKey.asymmetricKeyDetails?.namedCurve ?? ''];
  if (curve === undefined) {
    throw new Error('The key of the certificate authority must be RSA or on one of the curves P-256, P-384 and P-521.');
  }
  const algorithm = { name: 'ECDSA', namedCurve: curve.curve };
  const signingKey = await webcrypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  return { signingKey, signingAlgorithm: { name: 'ECDSA', hash: curve.hash } };
}

/** Twenty random bytes, as many as X.509 allows; positive, and never shortened by leading zeros. */
function newSerialNumber(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

function commonName(value: string): x509.JsonName {
  return [{ CN: [value] }];
}

function pemOf(certificate: x509.X509Certificate): string {
  return encodePem('CERTIFICATE', new Uint8Array(certificate.rawData));
}

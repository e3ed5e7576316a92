/**
 * Reads X.509 certificates and certificate signing requests, and refuses the kinds that devices may not use
 * (docs/service/identity.md#kinds-of-keys).
 */
import 'reflect-metadata';
import { createHash, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { decodePem, encodePem } from './pem.ts';

/** Says for the sender why a certificate or a request cannot be used. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/** A certificate as the store keeps it. */
export interface ReadCertificate {
  /** SHA-256 of the DER form, in lower-case hex. */
  readonly certificateId: string;
  /** The certificate alone, even if it came with its chain. */
  readonly certificatePem: string;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
}

const MINIMUM_RSA_BITS = 2048;
const CURVES: readonly string[] = ['prime256v1', 'secp384r1', 'secp521r1'];
const SIGNATURES: readonly string[] = ['RSASSA-PKCS1-v1_5', 'RSA-PSS', 'ECDSA'];
const HASHES: readonly string[] = ['SHA-256', 'SHA-384', 'SHA-512'];

/** The id of a certificate: SHA-256 of its DER form, in lower-case hex (docs/service/identity.md#who-a-device-is). */
export function certificateIdOf(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

/**
 * Reads the first certificate of a PEM text. Throws a CertificateError if there is none, or if its key or signature is
 * of a kind that is not allowed (docs/service/identity.md#who-a-device-is). Neither dates nor issuer are checked.
 */
export function readCertificate(pem: string): ReadCertificate {
  const der = decodePem(pem, 'CERTIFICATE', 'X509 CERTIFICATE');
  if (der === undefined) throw new CertificateError('The text holds no certificate in PEM form.');
  const { raw, publicKey } = parse('certificate', () => {
    // OpenSSL reads it first, because it stops early at nesting and lengths that only an attacker sends.
    const certificate = new X509Certificate(der);
    return { raw: certificate.raw, publicKey: certificate.publicKey };
  });
  const { notBefore, notAfter, signatureAlgorithm } = parse('certificate', () => {
    const certificate = new x509.X509Certificate(raw);
    return {
      notBefore: certificate.notBefore.getTime(),
      notAfter: certificate.notAfter.getTime(),
      // The library types it without the hash that it has.
      signatureAlgorithm: certificate.signatureAlgorithm as SignatureAlgorithm,
    };
  });
  checkKey(publicKey);
  checkSignature(signatureAlgorithm);
  if (!Number.isSafeInteger(notBefore) || !Number.isSafeInteger(notAfter)) {
    throw new CertificateError('The certificate has no valid dates.');
  }
  return { certificateId: certificateIdOf(raw), certificatePem: encodePem('CERTIFICATE', raw), notBefore, notAfter };
}

/**
 * Reads a certificate signing request and checks that its sender has the private key. Resolves to the public key in DER
 * form (SubjectPublicKeyInfo); rejects with a CertificateError.
 */
export async function readSigningRequest(pem: string): Promise<Buffer> {
  const der = decodePem(pem, 'CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST');
  if (der === undefined) throw new CertificateError('The text holds no certificate signing request in PEM form.');
  const { request, publicKeyDer, publicKey } = parse('certificate signing request', () => {
    const request = new x509.Pkcs10CertificateRequest(der);
    const publicKeyDer = Buffer.from(request.publicKey.rawData);
    return { request, publicKeyDer, publicKey: createPublicKey({ key: publicKeyDer, format: 'der', type: 'spki' }) };
  });
  checkKey(publicKey);
  // As for a certificate.
  checkSignature(request.signatureAlgorithm as SignatureAlgorithm);
  // A signature that cannot even be parsed is as bad as a wrong one.
  if (!(await request.verify().catch(() => false))) {
    throw new CertificateError('The signature of the certificate signing request is not valid.');
  }
  return publicKeyDer;
}

function parse<T>(kind: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new CertificateError(`The ${kind} cannot be read.`, { cause });
  }
}

function checkKey(key: KeyObject): void {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'rsa' && (modulusLength ?? 0) >= MINIMUM_RSA_BITS) return;
  if (key.asymmetricKeyType === 'ec' && namedCurve !== undefined && CURVES.includes(namedCurve)) return;
  throw new CertificateError(
    `The key must be RSA with at least ${MINIMUM_RSA_BITS} bits or on one of the curves P-256, P-384 and P-521.`,
  );
}

/** The library's own type extends a browser type that does not exist here, hence the casts to this one. */
interface SignatureAlgorithm {
  readonly name: string;
  readonly hash?: { readonly name: string };
}

function checkSignature(algorithm: SignatureAlgorithm): void {
  // For an algorithm that it does not know, the library gives neither a name of the list nor a hash.
  if (SIGNATURES.includes(algorithm.name) && HASHES.includes(algorithm.hash?.name ?? '')) return;
  throw new CertificateError('The signature must be of RSA or ECDSA with SHA-256, SHA-384 or SHA-512.');
}

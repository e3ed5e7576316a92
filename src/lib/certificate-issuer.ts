/** Finds out who issued a certificate: by name, and by signature. */
import 'reflect-metadata';
import { createHash, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** SHA-256, in lower-case hex, of the name of a certificate's subject and of its issuer, both in DER form. */
export interface NameHashes {
  readonly subject: string;
  readonly issuer: string;
}

/** The hashes of a certificate that `readCertificate` accepts, in PEM or DER form. */
export function nameHashesOf(certificate: string | Buffer): NameHashes {
  const { subjectName, issuerName } = new x509.X509Certificate(new X509Certificate(certificate).raw);
  return { subject: hashOf(subjectName), issuer: hashOf(issuerName) };
}

function hashOf(name: x509.Name): string {
  return createHash('sha256').update(Buffer.from(name.toArrayBuffer())).digest('hex');
}

/** True if a certificate may issue others: its basic constraints say CA:TRUE. */
export function isAuthority(certificatePem: string): boolean {
  return new X509Certificate(certificatePem).ca;
}

/** True if the authority's key signed the certificate. Names and dates are not checked. */
export function isSignedBy(certificate: string | Buffer, authorityPem: string): boolean {
  try {
    return new X509Certificate(certificate).verify(new X509Certificate(authorityPem).publicKey);
  } catch {
    // A signature of another kind than the key cannot even be checked.
    return false;
  }
}

/** The common names in a certificate's subject. */
export function commonNamesOf(certificatePem: string): readonly string[] {
  return new x509.X509Certificate(new X509Certificate(certificatePem).raw).subjectName.getField('CN');
}

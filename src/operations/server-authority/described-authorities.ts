/** The certificate authorities of the server, as operations answer them. */
import { X509Certificate } from 'node:crypto';
import { certificateIdOf } from '../../lib/certificate.ts';
import type { ServerAuthorities } from '../extensions/context.ts';

/** The one that signs first. */
export function describedAuthorities({ trusted }: Pick<ServerAuthorities, 'trusted'>) {
  return { authorities: trusted.map(described) };
}

function described(certificatePem: string, index: number) {
  const certificate = new X509Certificate(certificatePem);
  return {
    certificateId: certificateIdOf(certificate.raw),
    subject: certificate.subject,
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    isSigning: index === 0,
    certificatePem,
  };
}

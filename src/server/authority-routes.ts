/** The routes under `/x/admin/authorities`. */
import { X509Certificate } from 'node:crypto';
import { invalidRequest } from '../contract/errors.ts';
import {
  listServerAuthorities,
  retireServerAuthorities,
  rotateServerAuthority,
} from '../contract/extensions/server-authority.ts';
import { type ExtensionRoute, extensionRoute } from '../gateway/http/extension-route.ts';
import { certificateIdOf } from '../lib/certificate.ts';
import { ConfigError } from '../lib/config-error.ts';
import type { ServerCertificates } from './certificates/certificates.ts';

export function authorityRoutes(certificates: ServerCertificates): readonly ExtensionRoute[] {
  const authorities = () => ({ authorities: certificates.trusted.map(described) });
  return [
    extensionRoute(listServerAuthorities, async () => authorities()),
    extensionRoute(rotateServerAuthority, async () => {
      await certificates.rotateAuthority().catch((error: unknown) => {
        throw error instanceof ConfigError ? invalidRequest(error.message) : error;
      });
      return authorities();
    }),
    extensionRoute(retireServerAuthorities, async () => {
      await certificates.retireAuthorities();
      return authorities();
    }),
  ];
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

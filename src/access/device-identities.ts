/**
 * Who a device is: looks its client certificate up among the registered ones
 * (docs/service/identity.md#who-a-device-is).
 */
import { certificateIdOf } from '../lib/certificate.ts';
import type { Clock } from '../lib/clock.ts';
import { findCertificateValidity } from '../store/certificate/certificate.ts';
import type { Database } from '../store/database/database.ts';

/**
 * Finds registered certificates by their bytes. A certificate is active while its status is ACTIVE and the time is
 * within its validity dates, both included; the time is the wall clock's, since TLS peers judge by theirs. Subject and
 * issuer do not matter.
 */
export function deviceIdentities(database: Database, clock: Clock) {
  return {
    async find(certificateDer: Buffer): Promise<{ certificateId: string; active: boolean } | undefined> {
      const certificate = await findCertificateValidity(database, certificateIdOf(certificateDer));
      if (certificate === undefined) return undefined;
      const { certificateId, status, notBefore, notAfter } = certificate;
      const now = clock.now();
      return { certificateId, active: status === 'ACTIVE' && notBefore <= now && now <= notAfter };
    },
  };
}

/** Looks up the certificates that devices show, for both gateways. */
import type { DeviceIdentities } from '../gateway/device-identities.ts';
import { certificateIdOf } from '../lib/certificate.ts';
import { findCertificateValidity } from '../store/certificate.ts';
import type { Queryable } from '../store/database.ts';

export function deviceIdentities(database: Queryable): DeviceIdentities {
  return {
    async find(certificateDer) {
      const certificateId = certificateIdOf(certificateDer);
      const found = await findCertificateValidity(database, certificateId);
      return found && { certificateId, active: found.status === 'ACTIVE' };
    },
  };
}

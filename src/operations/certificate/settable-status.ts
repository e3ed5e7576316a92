/**
 * The statuses that a caller may give to a certificate; the others come about by themselves
 * (docs/service/identity.md#statuses-that-can-be-set).
 */
import { invalidRequest } from '../../contract/errors.ts';
import type { CertificateStatus } from '../../store/certificate/certificate.ts';

const SETTABLE: readonly CertificateStatus[] = ['ACTIVE', 'INACTIVE', 'REVOKED'];

/** InvalidRequestException if a certificate cannot be given this status. */
export function checkSettableStatus(status: CertificateStatus): void {
  if (!SETTABLE.includes(status)) {
    throw invalidRequest(`A certificate cannot be given the status ${status}. Use one of ${SETTABLE.join(', ')}.`);
  }
}

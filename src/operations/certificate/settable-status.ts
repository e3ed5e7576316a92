/**
 * The statuses that a caller may give to a certificate; the others come about by themselves
 * (docs/service/identity.md#statuses-that-can-be-set).
 */
import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import type { CertificateStatus } from '../../store/certificate/certificate.ts';

const SETTABLE: readonly CertificateStatus[] = ['ACTIVE', 'INACTIVE', 'REVOKED'];

const PENDING: readonly CertificateStatus[] = ['PENDING_ACTIVATION', 'PENDING_TRANSFER'];

/** The same while registering, where a status that the service alone gives is a CertificateStateException. */
export function checkRegisteredStatus(status: CertificateStatus): void {
  if (PENDING.includes(status)) {
    throw new ServiceError('CertificateStateException', `A certificate cannot be registered as ${status}.`);
  }
  checkSettableStatus(status);
}

/** InvalidRequestException if a certificate cannot be given this status. */
export function checkSettableStatus(status: CertificateStatus): void {
  if (!SETTABLE.includes(status)) {
    throw invalidRequest(`A certificate cannot be given the status ${status}. Use one of ${SETTABLE.join(', ')}.`);
  }
}

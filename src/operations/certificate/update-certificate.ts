import { setCertificateStatus } from '../../store/certificate.ts';
import type { Handler } from '../context.ts';
import { certificateNotFound } from '../not-found.ts';
import { checkSettableStatus } from './settable-status.ts';

/** A revoked certificate may become active again: nothing documents a ban (`security.md` 2.2). */
export const updateCertificate: Handler<'UpdateCertificate'> = async (context, { certificateId, newStatus }) => {
  checkSettableStatus(newStatus);
  if (!(await setCertificateStatus(context.database, certificateId, newStatus, context.clock.now()))) {
    throw certificateNotFound(certificateId);
  }
  context.certificateChanged(certificateId);
};

import { setCertificateStatus } from '../../store/certificate/certificate.ts';
import type { Handler } from '../context.ts';
import { certificateNotFound } from '../not-found.ts';
import { checkSettableStatus } from './settable-status.ts';

/** A revoked certificate may become active again: nothing documents a ban (`security.md` 2.2). */
export const updateCertificate: Handler<'UpdateCertificate'> = async (context, { certificateId, newStatus }) => {
  checkSettableStatus(newStatus);
  await context.database.transaction(async (transaction) => {
    if (await setCertificateStatus(transaction, certificateId, newStatus, context.clock.now())) return;
    throw certificateNotFound(certificateId);
  });
  context.certificateChanged(certificateId);
};

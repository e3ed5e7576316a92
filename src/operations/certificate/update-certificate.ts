import { setCertificateStatus } from '../../store/certificate/certificate.ts';
import { change } from '../../store/database/change.ts';
import type { Handler } from '../context.ts';
import { certificateNotFound } from '../not-found.ts';
import { checkSettableStatus } from './settable-status.ts';

/**
 * A revoked certificate may become active again: nothing documents a ban
 * (docs/service/identity.md#statuses-that-can-be-set).
 */
export const updateCertificate: Handler<'UpdateCertificate'> = async (context, { certificateId, newStatus }) => {
  checkSettableStatus(newStatus);
  await change(context.database, context.signals, async (transaction, effects) => {
    if (await setCertificateStatus(transaction, certificateId, newStatus, context.clock.now())) {
      effects.raise({ kind: 'certificate changed', certificateId });
      return;
    }
    throw certificateNotFound(certificateId);
  });
};

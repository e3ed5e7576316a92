import { ServiceError } from '../../contract/errors.ts';
import { caCertificateArn } from '../../domain/arn.ts';
import { deleteCaCertificate, lockCaCertificate } from '../../store/certificate/ca-certificate.ts';
import { deleteTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { caCertificateNotFound } from '../not-found.ts';

/**
 * Deletes an authority that is not active; certificates that are registered go on to work
 * (docs/service/identity.md#ending-an-authority).
 */
export const deleteCACertificate: Handler<'DeleteCACertificate'> = async (context, { certificateId }) => {
  await context.database.transaction(async (transaction) => {
    const status = await lockCaCertificate(transaction, certificateId);
    if (status === undefined) throw caCertificateNotFound(certificateId);
    if (status === 'ACTIVE') {
      throw new ServiceError(
        'CertificateStateException',
        `CA certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`,
      );
    }
    await deleteTags(transaction, caCertificateArn(context.settings.account, certificateId));
    await deleteCaCertificate(transaction, certificateId);
  });
  return {};
};

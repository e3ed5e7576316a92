import { ServiceError } from '../../contract/errors.ts';
import { certificateArn } from '../../domain/arn.ts';
import { lockCertificate, deleteCertificate as remove } from '../../store/certificate/certificate.ts';
import { change } from '../../store/database/change.ts';
import { detachAllPolicies, namesOfAttachedPolicies } from '../../store/device-policy/policy-attachment.ts';
import { isAttachedToThings } from '../../store/thing/thing-principal.ts';
import type { Handler } from '../context.ts';
import { certificateNotFound } from '../not-found.ts';

/**
 * Force detaches the policies; it lifts neither of the other conditions
 * (docs/service/identity.md#deleting-a-certificate).
 */
export const deleteCertificate: Handler<'DeleteCertificate'> = async (context, { certificateId, forceDelete }) => {
  const arn = certificateArn(context.settings.account, certificateId);
  await change(context.database, context.signals, async (transaction, effects) => {
    const status = await lockCertificate(transaction, certificateId);
    if (status === undefined) throw certificateNotFound(certificateId);
    if (status === 'ACTIVE') {
      throw new ServiceError(
        'CertificateStateException',
        `Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificateId}`,
      );
    }
    if (await isAttachedToThings(transaction, arn)) {
      throw new ServiceError('DeleteConflictException', `Things must be detached before deletion (arn: ${arn})`);
    }
    if (forceDelete === true) await detachAllPolicies(transaction, arn);
    else if ((await namesOfAttachedPolicies(transaction, arn)).length > 0) {
      throw new ServiceError(
        'DeleteConflictException',
        `Certificate policies must be detached before deletion (arn: ${arn})`,
      );
    }
    await remove(transaction, certificateId);
    effects.raise({ kind: 'certificate changed', certificateId });
  });
};

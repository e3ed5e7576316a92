/**
 * What the two ways of registering a certificate of the caller's have in common
 * (docs/service/identity.md#registering-a-foreign-certificate).
 */
import { ServiceError } from '../../contract/errors.ts';
import { certificateArn } from '../../domain/arn.ts';
import { insertCertificate, type NewCertificate } from '../../store/certificate/certificate.ts';
import type { OperationContext } from '../context.ts';

/**
 * Stores the certificate and gives the operation's answer; ResourceAlreadyExistsException if it is registered already.
 */
export async function register(
  context: OperationContext,
  given: Omit<NewCertificate, 'createdAt' | 'generationId'>,
): Promise<{ certificateArn: string; certificateId: string }> {
  const { certificateId } = given;
  const arn = certificateArn(context.settings.account, certificateId);
  const certificate = { ...given, createdAt: context.clock.now(), generationId: context.newId() };
  await context.database.transaction(async (transaction) => {
    if (await insertCertificate(transaction, certificate)) return;
    throw new ServiceError('ResourceAlreadyExistsException', 'The certificate is already registered.', {
      resourceId: certificateId,
      resourceArn: arn,
    });
  });
  return { certificateArn: arn, certificateId };
}

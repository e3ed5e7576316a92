/** Stores a certificate that the server has issued itself. */
import { certificateArn } from '../../domain/arn.ts';
import type { ReadCertificate } from '../../lib/certificate.ts';
import { insertCertificate } from '../../store/certificate/certificate.ts';
import type { OperationContext } from '../context.ts';

/** Registers the certificate, ACTIVE or INACTIVE, and gives what the two creating operations answer. */
export async function storeIssuedCertificate(
  context: OperationContext,
  certificate: ReadCertificate,
  setAsActive: boolean | undefined,
): Promise<{ certificateArn: string; certificateId: string; certificatePem: string }> {
  const { certificateId, certificatePem, notBefore, notAfter } = certificate;
  // A serial number of twenty random bytes makes a collision impossible.
  const stored = {
    certificateId,
    certificatePem,
    status: setAsActive === true ? 'ACTIVE' : 'INACTIVE',
    certificateMode: 'DEFAULT',
    notBefore,
    notAfter,
    createdAt: context.clock.now(),
    generationId: context.newId(),
  } as const;
  await context.database.transaction((transaction) => insertCertificate(transaction, stored));
  return { certificateArn: certificateArn(context.settings.account, certificateId), certificateId, certificatePem };
}

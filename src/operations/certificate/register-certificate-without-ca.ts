import { ServiceError } from '../../contract/errors.ts';
import { certificateArn } from '../../domain/arn.ts';
import { insertCertificate } from '../../store/certificate.ts';
import { readGivenCertificate } from '../ca-certificate/read-given-certificate.ts';
import type { Handler } from '../context.ts';
import { checkSettableStatus } from './settable-status.ts';

export const registerCertificateWithoutCA: Handler<'RegisterCertificateWithoutCA'> = async (context, input) => {
  const status = input.status ?? 'INACTIVE';
  checkSettableStatus(status);
  const { certificateId, certificatePem, notBefore, notAfter } = readGivenCertificate(input.certificatePem);
  const certificate = {
    certificateId,
    certificatePem,
    status,
    certificateMode: 'SNI_ONLY',
    notBefore,
    notAfter,
    createdAt: context.clock.now(),
    generationId: context.newId(),
  } as const;
  const arn = certificateArn(context.settings.account, certificateId);
  await context.database.transaction(async (transaction) => {
    if (await insertCertificate(transaction, certificate)) return;
    throw new ServiceError('ResourceAlreadyExistsException', 'The certificate is already registered.', {
      resourceId: certificateId,
      resourceArn: arn,
    });
  });
  return { certificateArn: arn, certificateId };
};

import { certificateArn } from '../../domain/arn.ts';
import { findCertificate } from '../../store/certificate/certificate.ts';
import type { Handler } from '../context.ts';
import { certificateNotFound } from '../not-found.ts';

export const describeCertificate: Handler<'DescribeCertificate'> = async (context, { certificateId }) => {
  const certificate = await findCertificate(context.database, certificateId);
  if (certificate === undefined) throw certificateNotFound(certificateId);
  const { account } = context.settings;
  return {
    certificateDescription: {
      certificateArn: certificateArn(account, certificateId),
      certificateId,
      caCertificateId: certificate.caCertificateId ?? undefined,
      status: certificate.status,
      certificatePem: certificate.certificatePem,
      ownedBy: account.accountId,
      creationDate: certificate.createdAt,
      lastModifiedDate: certificate.modifiedAt,
      customerVersion: certificate.customerVersion,
      generationId: certificate.generationId,
      validity: { notBefore: certificate.notBefore, notAfter: certificate.notAfter },
      certificateMode: certificate.certificateMode,
    },
  };
};

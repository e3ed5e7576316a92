import { caCertificateArn } from '../../domain/arn.ts';
import { findCaCertificate } from '../../store/certificate/ca-certificate.ts';
import type { Handler } from '../context.ts';
import { caCertificateNotFound } from '../not-found.ts';

export const describeCACertificate: Handler<'DescribeCACertificate'> = async (context, { certificateId }) => {
  const authority = await findCaCertificate(context.database, certificateId);
  if (authority === undefined) throw caCertificateNotFound(certificateId);
  const { account } = context.settings;
  return {
    certificateDescription: {
      certificateArn: caCertificateArn(account, certificateId),
      certificateId,
      status: authority.status,
      certificatePem: authority.certificatePem,
      ownedBy: account.accountId,
      creationDate: authority.createdAt,
      autoRegistrationStatus: authority.autoRegistrationStatus,
      lastModifiedDate: authority.modifiedAt,
      customerVersion: authority.customerVersion,
      generationId: authority.generationId,
      validity: { notBefore: authority.notBefore, notAfter: authority.notAfter },
      certificateMode: authority.certificateMode,
    },
    registrationConfig: authority.registrationConfig ?? undefined,
  };
};

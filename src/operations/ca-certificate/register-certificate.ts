import { ServiceError } from '../../contract/errors.ts';
import { certificateArn } from '../../domain/arn.ts';
import { isSignedBy, nameHashesOf } from '../../lib/certificate-issuer.ts';
import { findIssuers, type Issuer } from '../../store/ca-certificate.ts';
import { insertCertificate } from '../../store/certificate.ts';
import type { Queryable } from '../../store/database.ts';
import { checkSettableStatus } from '../certificate/settable-status.ts';
import type { Handler } from '../context.ts';
import { notValid, readGivenCertificate } from './read-given-certificate.ts';

export const registerCertificate: Handler<'RegisterCertificate'> = async (context, input) => {
  const status = input.status ?? (input.setAsActive === true ? 'ACTIVE' : 'INACTIVE');
  checkSettableStatus(status);
  const { certificateId, certificatePem, notBefore, notAfter } = readGivenCertificate(input.certificatePem);
  const { certificateId: caCertificateId } = await issuerOf(context.database, certificatePem, input.caCertificatePem);
  const certificate = {
    certificateId,
    certificatePem,
    caCertificateId,
    status,
    certificateMode: 'DEFAULT',
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

/** The registered, active authority that has issued a certificate; `named` tells which of several with one key is meant. */
async function issuerOf(database: Queryable, certificatePem: string, named: string | undefined): Promise<Issuer> {
  const namedId = named === undefined ? undefined : readGivenCertificate(named).certificateId;
  const issuers = (await findIssuers(database, nameHashesOf(certificatePem).issuer)).filter(
    (issuer) =>
      (namedId === undefined || issuer.certificateId === namedId) && isSignedBy(certificatePem, issuer.certificatePem),
  );
  const active = issuers.filter(({ status }) => status === 'ACTIVE');
  const [issuer, other] = active;
  if (other !== undefined) {
    throw new ServiceError(
      'CertificateConflictException',
      'Several registered CA certificates can have issued the certificate. Say which one with caCertificatePem.',
    );
  }
  if (issuer !== undefined) return issuer;
  if (issuers.length === 0) throw notValid('The certificate was not issued by a registered CA certificate.');
  throw new ServiceError('CertificateStateException', 'The CA certificate that issued the certificate is not ACTIVE.');
}

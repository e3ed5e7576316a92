import { ServiceError } from '../../contract/errors.ts';
import { isSignedBy, nameHashesOf } from '../../lib/certificate-issuer.ts';
import { findIssuers, type Issuer } from '../../store/certificate/ca-certificate.ts';
import type { Queryable } from '../../store/database/database.ts';
import { register } from '../certificate/register.ts';
import { checkRegisteredStatus } from '../certificate/settable-status.ts';
import type { Handler } from '../context.ts';
import { notValid, readGivenCertificate } from './read-given-certificate.ts';

export const registerCertificate: Handler<'RegisterCertificate'> = async (context, input) => {
  const status = input.status ?? (input.setAsActive === true ? 'ACTIVE' : 'INACTIVE');
  checkRegisteredStatus(status);
  const given = readGivenCertificate(input.certificatePem);
  const issuer = await issuerOf(context.database, given.certificatePem, input.caCertificatePem);
  return register(context, { ...given, caCertificateId: issuer.certificateId, status, certificateMode: 'DEFAULT' });
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

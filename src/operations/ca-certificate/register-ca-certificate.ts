import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import { caCertificateArn } from '../../domain/arn.ts';
import { checkTags } from '../../domain/tags.ts';
import { commonNamesOf, isAuthority, isSignedBy, nameHashesOf } from '../../lib/certificate-issuer.ts';
import { findIssuers, insertCaCertificate, readRegistrationCode } from '../../store/certificate/ca-certificate.ts';
import type { Queryable } from '../../store/database/database.ts';
import { lockQuota } from '../../store/database/quota-lock.ts';
import { putTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { notValid, readGivenCertificate } from './read-given-certificate.ts';

/** Authorities with one subject (docs/service/identity.md#registering-an-authority). */
const MOST_OF_ONE_SUBJECT = 10;

export const registerCACertificate: Handler<'RegisterCACertificate'> = async (context, input) => {
  const { account, quotas } = context.settings;
  const tags = checkTags(input.tags ?? [], quotas.tagsPerResource);
  const mode = input.certificateMode ?? 'DEFAULT';
  const { certificateId, certificatePem, notBefore, notAfter } = readGivenCertificate(input.caCertificate);
  if (!isAuthority(certificatePem)) throw notValid('The CA certificate is not one of an authority (CA:TRUE).');
  const verification = verificationOf(mode, input.verificationCertificate);
  if (verification !== undefined) await checkVerification(context.database, verification, certificatePem);
  const subjectHash = nameHashesOf(certificatePem).subject;
  const arn = caCertificateArn(account, certificateId);
  await context.database.transaction(async (transaction) => {
    await lockQuota(transaction, 'authorities of one subject');
    const isNew = await insertCaCertificate(transaction, {
      certificateId,
      certificatePem,
      subjectHash,
      status: input.setAsActive === true ? 'ACTIVE' : 'INACTIVE',
      autoRegistrationStatus: input.allowAutoRegistration === true ? 'ENABLE' : 'DISABLE',
      registrationConfig: input.registrationConfig ?? null,
      certificateMode: mode,
      notBefore,
      notAfter,
      createdAt: context.clock.now(),
      generationId: context.newId(),
    });
    if (!isNew) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The CA certificate is already registered.', {
        resourceId: certificateId,
        resourceArn: arn,
      });
    }
    if ((await findIssuers(transaction, subjectHash)).length > MOST_OF_ONE_SUBJECT) {
      const message = `At most ${MOST_OF_ONE_SUBJECT} CA certificates may have the same subject.`;
      throw new ServiceError('LimitExceededException', message);
    }
    await putTags(transaction, arn, tags);
  });
  return { certificateArn: arn, certificateId };
};

/** The certificate that proves that the sender has the authority's key, where the mode asks for one. */
function verificationOf(mode: 'DEFAULT' | 'SNI_ONLY', given: string | undefined): string | undefined {
  if (mode === 'DEFAULT' && given === undefined) {
    throw invalidRequest('A verificationCertificate is required unless the certificateMode is SNI_ONLY.');
  }
  if (mode === 'SNI_ONLY' && given !== undefined) {
    throw invalidRequest('With the certificateMode SNI_ONLY there must be no verificationCertificate.');
  }
  return given === undefined ? undefined : readGivenCertificate(given).certificatePem;
}

async function checkVerification(database: Queryable, verification: string, authority: string): Promise<void> {
  const isIssuedByIt = nameHashesOf(verification).issuer === nameHashesOf(authority).subject;
  if (!isIssuedByIt || !isSignedBy(verification, authority)) {
    throw notValid('The verification certificate was not issued by the CA certificate.');
  }
  const code = await readRegistrationCode(database);
  if (code !== undefined && commonNamesOf(verification).includes(code)) return;
  throw new ServiceError(
    'RegistrationCodeValidationException',
    'The common name of the verification certificate is not the registration code of GetRegistrationCode.',
  );
}

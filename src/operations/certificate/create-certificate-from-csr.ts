import { invalidRequest } from '../../contract/errors.ts';
import { CertificateError, readSigningRequest } from '../../lib/certificate.ts';
import type { Handler } from '../context.ts';
import { storeIssuedCertificate } from './store-issued-certificate.ts';

/**
 * Only the public key of the request is taken over; a repeated request gets a certificate of its own
 * (docs/service/identity.md#certificates-that-we-issue).
 */
export const createCertificateFromCsr: Handler<'CreateCertificateFromCsr'> = async (context, input) => {
  const publicKey = await readSigningRequest(input.certificateSigningRequest).catch((error: unknown) => {
    throw error instanceof CertificateError ? invalidRequest(error.message) : error;
  });
  const certificate = await context.certificateAuthority.issueDeviceCertificate(publicKey);
  return storeIssuedCertificate(context, certificate, input.setAsActive);
};

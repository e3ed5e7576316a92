/** Reads the certificates that callers send. */
import { ServiceError } from '../../contract/errors.ts';
import { CertificateError, type ReadCertificate, readCertificate } from '../../lib/certificate.ts';

/** The certificate in a PEM text; CertificateValidationException if it cannot be used. */
export function readGivenCertificate(pem: string): ReadCertificate {
  try {
    return readCertificate(pem);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    throw notValid(error.message);
  }
}

export function notValid(message: string): ServiceError {
  return new ServiceError('CertificateValidationException', message);
}

import { createCertificateFromCsr } from './create-certificate-from-csr.ts';
import { createKeysAndCertificate } from './create-keys-and-certificate.ts';
import { deleteCertificate } from './delete-certificate.ts';
import { describeCertificate } from './describe-certificate.ts';
import { listCertificates } from './list-certificates.ts';
import { registerCertificateWithoutCA } from './register-certificate-without-ca.ts';
import { updateCertificate } from './update-certificate.ts';

/** The certificate operations, by AWS's name. */
export const certificateOperations = {
  CreateCertificateFromCsr: createCertificateFromCsr,
  CreateKeysAndCertificate: createKeysAndCertificate,
  DeleteCertificate: deleteCertificate,
  DescribeCertificate: describeCertificate,
  ListCertificates: listCertificates,
  RegisterCertificateWithoutCA: registerCertificateWithoutCA,
  UpdateCertificate: updateCertificate,
} as const;

import type { certificateOperations } from '../../contract/operations/certificate/index.ts';
import type { Handlers } from '../context.ts';
import { createCertificateFromCsr } from './create-certificate-from-csr.ts';
import { createKeysAndCertificate } from './create-keys-and-certificate.ts';
import { deleteCertificate } from './delete-certificate.ts';
import { describeCertificate } from './describe-certificate.ts';
import { listCertificates } from './list-certificates.ts';
import { registerCertificateWithoutCA } from './register-certificate-without-ca.ts';
import { updateCertificate } from './update-certificate.ts';

/** What answers the certificate operations. */
export const certificateHandlers: Handlers<typeof certificateOperations> = {
  CreateCertificateFromCsr: createCertificateFromCsr,
  CreateKeysAndCertificate: createKeysAndCertificate,
  DeleteCertificate: deleteCertificate,
  DescribeCertificate: describeCertificate,
  ListCertificates: listCertificates,
  RegisterCertificateWithoutCA: registerCertificateWithoutCA,
  UpdateCertificate: updateCertificate,
};

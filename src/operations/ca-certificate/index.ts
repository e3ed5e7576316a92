import type { caCertificateOperations } from '../../contract/operations/ca-certificate/index.ts';
import type { Handlers } from '../context.ts';
import { deleteCACertificate } from './delete-ca-certificate.ts';
import { describeCACertificate } from './describe-ca-certificate.ts';
import { getRegistrationCode } from './get-registration-code.ts';
import { listCACertificates } from './list-ca-certificates.ts';
import { listCertificatesByCA } from './list-certificates-by-ca.ts';
import { registerCACertificate } from './register-ca-certificate.ts';
import { registerCertificate } from './register-certificate.ts';
import { updateCACertificate } from './update-ca-certificate.ts';

/** What answers the operations on certificate authorities. */
export const caCertificateHandlers: Handlers<typeof caCertificateOperations> = {
  DeleteCACertificate: deleteCACertificate,
  DescribeCACertificate: describeCACertificate,
  GetRegistrationCode: getRegistrationCode,
  ListCACertificates: listCACertificates,
  ListCertificatesByCA: listCertificatesByCA,
  RegisterCACertificate: registerCACertificate,
  RegisterCertificate: registerCertificate,
  UpdateCACertificate: updateCACertificate,
};

import { readGivenCertificate } from '../ca-certificate/read-given-certificate.ts';
import type { Handler } from '../context.ts';
import { register } from './register.ts';
import { checkRegisteredStatus } from './settable-status.ts';

export const registerCertificateWithoutCA: Handler<'RegisterCertificateWithoutCA'> = async (context, input) => {
  const status = input.status ?? 'INACTIVE';
  checkRegisteredStatus(status);
  return register(context, { ...readGivenCertificate(input.certificatePem), status, certificateMode: 'SNI_ONLY' });
};

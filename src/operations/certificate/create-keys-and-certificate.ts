import { ServiceError } from '../../contract/errors.ts';
import { generateRsaKeyPair, KeyGenerationBusyError } from '../../lib/key-pair.ts';
import type { Handler } from '../context.ts';
import { storeIssuedCertificate } from './store-issued-certificate.ts';

export const createKeysAndCertificate: Handler<'CreateKeysAndCertificate'> = async (context, input) => {
  const pair = await generateRsaKeyPair().catch((error: unknown) => {
    if (!(error instanceof KeyGenerationBusyError)) throw error;
    throw new ServiceError('ThrottlingException', 'Too many keys are being made at once. Try again later.');
  });
  const certificate = await context.certificateAuthority.issueDeviceCertificate(pair.publicKeyDer);
  return {
    ...(await storeIssuedCertificate(context, certificate, input.setAsActive)),
    keyPair: { PublicKey: pair.publicKeyPem, PrivateKey: pair.privateKeyPem },
  };
};

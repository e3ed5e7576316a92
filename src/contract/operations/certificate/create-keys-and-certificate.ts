import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { certificateArn, certificateId, certificatePem, keyPair } from '../../shapes/security.ts';

export const createKeysAndCertificate = defineOperation({
  name: 'CreateKeysAndCertificate',
  service: 'iot',
  method: 'POST',
  path: '/keys-and-certificate',
  sentence:
    'Creates a 2048-bit RSA key pair and a certificate for it; the private key is returned once and never stored.',
  input: {
    setAsActive: { shape: boolean, in: 'query' },
  },
  output: {
    certificateArn: { shape: certificateArn },
    certificateId: { shape: certificateId },
    certificatePem: { shape: certificatePem },
    keyPair: { shape: keyPair },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
  ],
  resources: ['*'],
});

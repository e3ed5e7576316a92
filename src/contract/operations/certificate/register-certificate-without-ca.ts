import { defineOperation } from '../../operation.ts';
import { certificateArn, certificateId, certificatePem, certificateStatus } from '../../shapes/security.ts';

export const registerCertificateWithoutCA = defineOperation({
  name: 'RegisterCertificateWithoutCA',
  service: 'iot',
  method: 'POST',
  path: '/certificate/register-no-ca',
  sentence: 'Registers a certificate of any issuer.',
  input: {
    certificatePem: { shape: certificatePem, required: true },
    status: { shape: certificateStatus },
  },
  output: {
    certificateArn: { shape: certificateArn },
    certificateId: { shape: certificateId },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceAlreadyExistsException',
    'CertificateStateException',
    'CertificateValidationException',
  ],
  resources: ['*'],
});

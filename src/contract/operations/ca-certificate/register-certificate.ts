import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { certificateArn, certificateId, certificatePem, certificateStatus } from '../../shapes/security.ts';

export const registerCertificate = defineOperation({
  name: 'RegisterCertificate',
  service: 'iot',
  method: 'POST',
  path: '/certificate/register',
  sentence: 'Registers a certificate that a registered authority has issued.',
  input: {
    certificatePem: { shape: certificatePem, required: true },
    caCertificatePem: { shape: certificatePem },
    setAsActive: { shape: boolean, in: 'query' },
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
    'CertificateValidationException',
    'CertificateStateException',
    'CertificateConflictException',
  ],
  resources: ['*'],
});

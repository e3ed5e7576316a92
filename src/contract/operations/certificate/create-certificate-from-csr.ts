import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { certificateArn, certificateId, certificatePem, certificateSigningRequest } from '../../shapes/security.ts';

export const createCertificateFromCsr = defineOperation({
  name: 'CreateCertificateFromCsr',
  service: 'iot',
  method: 'POST',
  path: '/certificates',
  sentence: 'Creates a certificate from a certificate signing request.',
  input: {
    certificateSigningRequest: { shape: certificateSigningRequest, required: true },
    setAsActive: { shape: boolean, in: 'query' },
  },
  output: {
    certificateArn: { shape: certificateArn },
    certificateId: { shape: certificateId },
    certificatePem: { shape: certificatePem },
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

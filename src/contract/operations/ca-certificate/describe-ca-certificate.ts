import { defineOperation } from '../../operation.ts';
import { caCertificateDescription, certificateId, registrationConfig } from '../../shapes/security.ts';

export const describeCACertificate = defineOperation({
  name: 'DescribeCACertificate',
  service: 'iot',
  method: 'GET',
  path: '/cacertificate/{certificateId}',
  sentence: 'Describes a registered certificate authority.',
  input: {
    certificateId: { shape: certificateId, in: 'path', required: true },
  },
  output: {
    certificateDescription: { shape: caCertificateDescription },
    registrationConfig: { shape: registrationConfig },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
  ],
  resources: ['cacert/{certificateId}'],
});

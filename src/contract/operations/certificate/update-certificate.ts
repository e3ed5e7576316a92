import { defineOperation } from '../../operation.ts';
import { certificateId, certificateStatus } from '../../shapes/security.ts';

export const updateCertificate = defineOperation({
  name: 'UpdateCertificate',
  service: 'iot',
  method: 'PUT',
  path: '/certificates/{certificateId}',
  sentence: 'Sets the status of a certificate; connections of one that is no longer active are closed.',
  input: {
    certificateId: { shape: certificateId, in: 'path', required: true },
    newStatus: { shape: certificateStatus, in: 'query', required: true },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
    'CertificateStateException',
  ],
  resources: ['cert/{certificateId}'],
});

import { defineOperation } from '../../operation.ts';
import { certificateId } from '../../shapes/security.ts';

export const deleteCACertificate = defineOperation({
  name: 'DeleteCACertificate',
  service: 'iot',
  method: 'DELETE',
  path: '/cacertificate/{certificateId}',
  sentence: 'Deletes a certificate authority that is not active; certificates of its devices stay.',
  input: {
    certificateId: { shape: certificateId, in: 'path', required: true },
  },
  output: {},
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'CertificateStateException',
    'ResourceNotFoundException',
  ],
  resources: ['cacert/{certificateId}'],
});

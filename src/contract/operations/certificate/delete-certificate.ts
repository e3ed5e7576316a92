import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { certificateId } from '../../shapes/security.ts';

export const deleteCertificate = defineOperation({
  name: 'DeleteCertificate',
  service: 'iot',
  method: 'DELETE',
  path: '/certificates/{certificateId}',
  sentence: 'Deletes a certificate that is not active and not attached to a thing, with force also one with policies.',
  input: {
    certificateId: { shape: certificateId, in: 'path', required: true },
    forceDelete: { shape: boolean, in: 'query' },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'CertificateStateException',
    'DeleteConflictException',
    'ResourceNotFoundException',
  ],
  resources: ['cert/{certificateId}'],
});

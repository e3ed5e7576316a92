import { defineOperation } from '../../operation.ts';
import { certificateDescription, certificateId } from '../../shapes/security.ts';

export const describeCertificate = defineOperation({
  name: 'DescribeCertificate',
  service: 'iot',
  method: 'GET',
  path: '/certificates/{certificateId}',
  sentence: 'Describes a certificate.',
  input: {
    certificateId: { shape: certificateId, in: 'path', required: true },
  },
  output: {
    certificateDescription: { shape: certificateDescription },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
  ],
  resources: ['cert/{certificateId}'],
});

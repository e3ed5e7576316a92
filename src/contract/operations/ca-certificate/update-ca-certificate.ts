import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import {
  autoRegistrationStatus,
  caCertificateStatus,
  certificateId,
  registrationConfig,
} from '../../shapes/security.ts';

export const updateCACertificate = defineOperation({
  name: 'UpdateCACertificate',
  service: 'iot',
  method: 'PUT',
  path: '/cacertificate/{certificateId}',
  sentence: 'Sets the status of a certificate authority, and whether its devices are registered by themselves.',
  input: {
    certificateId: { shape: certificateId, in: 'path', required: true },
    newStatus: { shape: caCertificateStatus, in: 'query' },
    newAutoRegistrationStatus: { shape: autoRegistrationStatus, in: 'query' },
    registrationConfig: { shape: registrationConfig },
    removeAutoRegistration: { shape: boolean },
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

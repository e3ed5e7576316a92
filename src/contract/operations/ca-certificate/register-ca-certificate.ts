import { defineOperation } from '../../operation.ts';
import { boolean, tagList } from '../../shapes/common.ts';
import {
  certificateArn,
  certificateId,
  certificateMode,
  certificatePem,
  registrationConfig,
} from '../../shapes/security.ts';

export const registerCACertificate = defineOperation({
  name: 'RegisterCACertificate',
  service: 'iot',
  method: 'POST',
  path: '/cacertificate',
  sentence: 'Registers a certificate authority, whose devices can then be registered.',
  input: {
    caCertificate: { shape: certificatePem, required: true },
    verificationCertificate: { shape: certificatePem },
    setAsActive: { shape: boolean, in: 'query' },
    allowAutoRegistration: { shape: boolean, in: 'query' },
    registrationConfig: { shape: registrationConfig },
    tags: { shape: tagList },
    certificateMode: { shape: certificateMode },
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
    'RegistrationCodeValidationException',
    'CertificateValidationException',
    'LimitExceededException',
    'ResourceNotFoundException',
  ],
  resources: ['*'],
});

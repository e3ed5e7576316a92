import { defineOperation } from '../../operation.ts';
import { registrationCode } from '../../shapes/security.ts';

export const getRegistrationCode = defineOperation({
  name: 'GetRegistrationCode',
  service: 'iot',
  method: 'GET',
  path: '/registrationcode',
  sentence: 'Gives the code that the verification certificate of an authority must name.',
  input: {},
  output: {
    registrationCode: { shape: registrationCode },
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

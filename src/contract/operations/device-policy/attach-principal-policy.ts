import { defineOperation } from '../../operation.ts';
import { policyName, principal } from '../../shapes/security.ts';

export const attachPrincipalPolicy = defineOperation({
  name: 'AttachPrincipalPolicy',
  service: 'iot',
  method: 'PUT',
  path: '/principal-policies/{policyName}',
  sentence: 'Attaches a policy to a certificate; the older form of AttachPolicy.',
  deprecated: true,
  input: {
    policyName: { shape: policyName, in: 'path', required: true },
    principal: { shape: principal, in: 'header', name: 'x-amzn-iot-principal', required: true },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
    'LimitExceededException',
  ],
  resources: ['policy/{policyName}', '{principal}'],
});

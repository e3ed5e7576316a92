import { defineOperation } from '../../operation.ts';
import { policyName, principal } from '../../shapes/security.ts';

export const detachPrincipalPolicy = defineOperation({
  name: 'DetachPrincipalPolicy',
  service: 'iot',
  method: 'DELETE',
  path: '/principal-policies/{policyName}',
  sentence: 'Detaches a policy from a certificate; the older form of DetachPolicy.',
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
  ],
  resources: ['policy/{policyName}', '{principal}'],
});

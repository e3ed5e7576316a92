import { defineOperation } from '../../operation.ts';
import { policyName, policyTarget } from '../../shapes/security.ts';

export const attachPolicy = defineOperation({
  name: 'AttachPolicy',
  service: 'iot',
  method: 'PUT',
  path: '/target-policies/{policyName}',
  sentence: 'Attaches a policy to a certificate or a thing group.',
  input: {
    policyName: { shape: policyName, in: 'path', required: true },
    target: { shape: policyTarget, required: true },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'LimitExceededException',
    'ResourceNotFoundException',
  ],
  resources: ['policy/{policyName}', '{target}'],
});

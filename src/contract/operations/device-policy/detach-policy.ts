import { defineOperation } from '../../operation.ts';
import { policyName, policyTarget } from '../../shapes/security.ts';

export const detachPolicy = defineOperation({
  name: 'DetachPolicy',
  service: 'iot',
  method: 'POST',
  path: '/target-policies/{policyName}',
  sentence: 'Detaches a policy from a certificate or a thing group.',
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
  ],
  resources: ['policy/{policyName}', '{target}'],
});

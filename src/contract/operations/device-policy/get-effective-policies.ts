import { defineOperation } from '../../operation.ts';
import { thingName } from '../../shapes/common.ts';
import { cognitoIdentityPoolId, effectivePolicy, principal } from '../../shapes/security.ts';

export const getEffectivePolicies = defineOperation({
  name: 'GetEffectivePolicies',
  service: 'iot',
  method: 'POST',
  path: '/effective-policies',
  sentence: 'Gives the policies that count for a certificate, and with a thing those of its groups.',
  input: {
    principal: { shape: principal },
    cognitoIdentityPoolId: { shape: cognitoIdentityPoolId },
    thingName: { shape: thingName, in: 'query' },
  },
  output: {
    effectivePolicies: { shape: { type: 'list', of: effectivePolicy } },
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
  resources: ['{principal}', 'thing/{thingName}'],
});

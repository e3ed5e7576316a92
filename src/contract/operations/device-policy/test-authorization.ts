import { defineOperation } from '../../operation.ts';
import { authInfo, authResult, cognitoIdentityPoolId, policyName, principal } from '../../shapes/security.ts';

export const testAuthorization = defineOperation({
  name: 'TestAuthorization',
  service: 'iot',
  method: 'POST',
  path: '/test-authorization',
  sentence: 'Tells whether a certificate may connect, publish, subscribe or receive, and which policies say so.',
  input: {
    principal: { shape: principal },
    cognitoIdentityPoolId: { shape: cognitoIdentityPoolId },
    authInfos: { shape: { type: 'list', of: authInfo, min: 1, max: 10 }, required: true },
    clientId: { shape: { type: 'string', max: 128 }, in: 'query' },
    policyNamesToAdd: { shape: { type: 'list', of: policyName, max: 100 } },
    policyNamesToSkip: { shape: { type: 'list', of: policyName, max: 100 } },
  },
  output: {
    authResults: { shape: { type: 'list', of: authResult } },
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
  resources: ['{principal}', 'policy/{policyNamesToAdd}', 'policy/{policyNamesToSkip}'],
});

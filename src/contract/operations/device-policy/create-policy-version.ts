import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { policyArn, policyDocument, policyName, policyVersionId } from '../../shapes/security.ts';

export const createPolicyVersion = defineOperation({
  name: 'CreatePolicyVersion',
  service: 'iot',
  method: 'POST',
  path: '/policies/{policyName}/version',
  sentence: 'Adds a version to a policy and makes it the default one if asked to.',
  input: {
    policyName: { shape: policyName, in: 'path', required: true },
    policyDocument: { shape: policyDocument, required: true },
    setAsDefault: { shape: boolean, in: 'query' },
  },
  output: {
    policyArn: { shape: policyArn },
    policyDocument: { shape: policyDocument },
    policyVersionId: { shape: policyVersionId },
    isDefaultVersion: { shape: boolean },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
    'MalformedPolicyException',
    'VersionsLimitExceededException',
  ],
  resources: ['policy/{policyName}'],
});

import { defineOperation } from '../../operation.ts';
import { tagList } from '../../shapes/common.ts';
import { policyArn, policyDocument, policyName, policyVersionId } from '../../shapes/security.ts';

export const createPolicy = defineOperation({
  name: 'CreatePolicy',
  service: 'iot',
  method: 'POST',
  path: '/policies/{policyName}',
  sentence: 'Creates a device policy; its document becomes version 1.',
  input: {
    policyName: { shape: policyName, in: 'path', required: true },
    policyDocument: { shape: policyDocument, required: true },
    tags: { shape: tagList },
  },
  output: {
    policyName: { shape: policyName },
    policyArn: { shape: policyArn },
    policyDocument: { shape: policyDocument },
    policyVersionId: { shape: policyVersionId },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceAlreadyExistsException',
    'MalformedPolicyException',
  ],
  resources: ['policy/{policyName}'],
});

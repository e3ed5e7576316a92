import { defineOperation } from '../../operation.ts';
import { boolean, string, timestamp } from '../../shapes/common.ts';
import { policyArn, policyDocument, policyName, policyVersionId } from '../../shapes/security.ts';

export const getPolicyVersion = defineOperation({
  name: 'GetPolicyVersion',
  service: 'iot',
  method: 'GET',
  path: '/policies/{policyName}/version/{policyVersionId}',
  sentence: 'Returns a version of a policy with its document.',
  input: {
    policyName: { shape: policyName, in: 'path', required: true },
    policyVersionId: { shape: policyVersionId, in: 'path', required: true },
  },
  output: {
    policyArn: { shape: policyArn },
    policyName: { shape: policyName },
    policyDocument: { shape: policyDocument },
    policyVersionId: { shape: policyVersionId },
    isDefaultVersion: { shape: boolean },
    creationDate: { shape: timestamp },
    lastModifiedDate: { shape: timestamp },
    generationId: { shape: string },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
  ],
  resources: ['policy/{policyName}'],
});

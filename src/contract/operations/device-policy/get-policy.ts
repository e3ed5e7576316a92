import { defineOperation } from '../../operation.ts';
import { string, timestamp } from '../../shapes/common.ts';
import { policyArn, policyDocument, policyName, policyVersionId } from '../../shapes/security.ts';

export const getPolicy = defineOperation({
  name: 'GetPolicy',
  service: 'iot',
  method: 'GET',
  path: '/policies/{policyName}',
  sentence: 'Returns a policy with the document of its default version.',
  input: {
    policyName: { shape: policyName, in: 'path', required: true },
  },
  output: {
    policyName: { shape: policyName },
    policyArn: { shape: policyArn },
    policyDocument: { shape: policyDocument },
    defaultVersionId: { shape: policyVersionId },
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

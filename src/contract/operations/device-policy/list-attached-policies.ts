import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { marker, pageSize, policySummary, policyTarget } from '../../shapes/security.ts';

export const listAttachedPolicies = defineOperation({
  name: 'ListAttachedPolicies',
  service: 'iot',
  method: 'POST',
  path: '/attached-policies/{target}',
  sentence: 'Lists the policies of a certificate or a thing group, on request with those of its parent groups.',
  input: {
    target: { shape: policyTarget, in: 'path', required: true },
    recursive: { shape: boolean, in: 'query' },
    marker: { shape: marker, in: 'query' },
    pageSize: { shape: pageSize, in: 'query' },
  },
  output: {
    policies: { shape: { type: 'list', of: policySummary } },
    nextMarker: { shape: marker },
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
  resources: ['{target}'],
});

import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { marker, pageSize, policySummary } from '../../shapes/security.ts';

export const listPolicies = defineOperation({
  name: 'ListPolicies',
  service: 'iot',
  method: 'GET',
  path: '/policies',
  sentence: 'Lists policies in the order of their creation, the newest first unless asked otherwise.',
  input: {
    marker: { shape: marker, in: 'query' },
    pageSize: { shape: pageSize, in: 'query' },
    ascendingOrder: { shape: boolean, in: 'query', name: 'isAscendingOrder' },
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
  ],
  resources: ['*'],
});

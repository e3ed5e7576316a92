import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { certificateSummary, marker, pageSize } from '../../shapes/security.ts';

export const listCertificates = defineOperation({
  name: 'ListCertificates',
  service: 'iot',
  method: 'GET',
  path: '/certificates',
  sentence: 'Lists certificates in the order of their creation, the newest first unless asked otherwise.',
  input: {
    pageSize: { shape: pageSize, in: 'query' },
    marker: { shape: marker, in: 'query' },
    ascendingOrder: { shape: boolean, in: 'query', name: 'isAscendingOrder' },
  },
  output: {
    certificates: { shape: { type: 'list', of: certificateSummary } },
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

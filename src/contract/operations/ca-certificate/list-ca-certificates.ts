import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { caCertificateSummary, marker, pageSize, provisioningTemplateName } from '../../shapes/security.ts';

export const listCACertificates = defineOperation({
  name: 'ListCACertificates',
  service: 'iot',
  method: 'GET',
  path: '/cacertificates',
  sentence:
    'Lists certificate authorities in the order of their registration, the newest first unless asked otherwise.',
  input: {
    pageSize: { shape: pageSize, in: 'query' },
    marker: { shape: marker, in: 'query' },
    ascendingOrder: { shape: boolean, in: 'query', name: 'isAscendingOrder' },
    templateName: { shape: provisioningTemplateName, in: 'query' },
  },
  output: {
    certificates: { shape: { type: 'list', of: caCertificateSummary } },
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

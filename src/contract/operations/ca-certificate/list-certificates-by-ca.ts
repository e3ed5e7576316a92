import { defineOperation } from '../../operation.ts';
import { boolean } from '../../shapes/common.ts';
import { certificateId, certificateSummary, marker, pageSize } from '../../shapes/security.ts';

export const listCertificatesByCA = defineOperation({
  name: 'ListCertificatesByCA',
  service: 'iot',
  method: 'GET',
  path: '/certificates-by-ca/{caCertificateId}',
  sentence: 'Lists the certificates that were registered as issued by an authority.',
  input: {
    caCertificateId: { shape: certificateId, in: 'path', required: true },
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
  resources: ['cacert/{caCertificateId}'],
});

import { defineOperation } from '../../operation.ts';
import { string } from '../../shapes/common.ts';
import { indexStatus } from '../../shapes/fleet-index.ts';
import { indexName } from '../../shapes/registry.ts';

export const describeIndex = defineOperation({
  name: 'DescribeIndex',
  service: 'iot',
  method: 'GET',
  path: '/indices/{indexName}',
  sentence: 'Describes a fleet index that is switched on.',
  input: {
    indexName: { shape: indexName, in: 'path', required: true },
  },
  output: {
    indexName: { shape: indexName },
    indexStatus: { shape: indexStatus },
    schema: { shape: string },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
  ],
  resources: ['index/{indexName}'],
});

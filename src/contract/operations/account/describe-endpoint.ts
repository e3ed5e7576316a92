import { defineOperation } from '../../operation.ts';
import { endpointType } from '../../shapes/account.ts';
import { string } from '../../shapes/common.ts';

export const describeEndpoint = defineOperation({
  name: 'DescribeEndpoint',
  service: 'iot',
  method: 'GET',
  path: '/endpoint',
  sentence: 'Returns the address that devices connect to.',
  input: {
    endpointType: { shape: endpointType, in: 'query' },
  },
  output: {
    endpointAddress: { shape: string },
  },
  errors: ['InternalFailureException', 'InvalidRequestException', 'UnauthorizedException', 'ThrottlingException'],
  resources: ['*'],
});

import { defineOperation } from '../../operation.ts';
import { long } from '../../shapes/common.ts';
import { billingGroupName } from '../../shapes/registry.ts';

export const deleteBillingGroup = defineOperation({
  name: 'DeleteBillingGroup',
  service: 'iot',
  method: 'DELETE',
  path: '/billing-groups/{billingGroupName}',
  sentence: 'Deletes a billing group; its things stay.',
  input: {
    billingGroupName: { shape: billingGroupName, in: 'path', required: true },
    expectedVersion: { shape: long, in: 'query' },
  },
  output: {},
  errors: ['InvalidRequestException', 'VersionConflictException', 'ThrottlingException', 'InternalFailureException'],
  resources: ['billinggroup/{billingGroupName}'],
});

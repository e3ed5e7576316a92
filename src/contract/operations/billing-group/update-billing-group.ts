import { defineOperation } from '../../operation.ts';
import { long } from '../../shapes/common.ts';
import { billingGroupName, billingGroupProperties } from '../../shapes/registry.ts';

export const updateBillingGroup = defineOperation({
  name: 'UpdateBillingGroup',
  service: 'iot',
  method: 'PATCH',
  path: '/billing-groups/{billingGroupName}',
  sentence: 'Changes the description of a billing group.',
  input: {
    billingGroupName: { shape: billingGroupName, in: 'path', required: true },
    billingGroupProperties: { shape: billingGroupProperties, required: true },
    expectedVersion: { shape: long },
  },
  output: {
    version: { shape: long },
  },
  errors: [
    'InvalidRequestException',
    'VersionConflictException',
    'ThrottlingException',
    'InternalFailureException',
    'ResourceNotFoundException',
  ],
  resources: ['billinggroup/{billingGroupName}'],
});

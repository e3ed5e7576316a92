import { defineOperation } from '../../operation.ts';
import { long, string } from '../../shapes/common.ts';
import {
  billingGroupId,
  billingGroupMetadata,
  billingGroupName,
  billingGroupProperties,
} from '../../shapes/registry.ts';

export const describeBillingGroup = defineOperation({
  name: 'DescribeBillingGroup',
  service: 'iot',
  method: 'GET',
  path: '/billing-groups/{billingGroupName}',
  sentence: 'Describes a billing group.',
  input: {
    billingGroupName: { shape: billingGroupName, in: 'path', required: true },
  },
  output: {
    billingGroupName: { shape: billingGroupName },
    billingGroupId: { shape: billingGroupId },
    billingGroupArn: { shape: string },
    version: { shape: long },
    billingGroupProperties: { shape: billingGroupProperties },
    billingGroupMetadata: { shape: billingGroupMetadata },
  },
  errors: ['InvalidRequestException', 'ThrottlingException', 'InternalFailureException', 'ResourceNotFoundException'],
  resources: ['billinggroup/{billingGroupName}'],
});

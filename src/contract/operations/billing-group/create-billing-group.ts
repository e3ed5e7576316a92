import { defineOperation } from '../../operation.ts';
import { string, tagList } from '../../shapes/common.ts';
import { billingGroupId, billingGroupName, billingGroupProperties } from '../../shapes/registry.ts';

export const createBillingGroup = defineOperation({
  name: 'CreateBillingGroup',
  service: 'iot',
  method: 'POST',
  path: '/billing-groups/{billingGroupName}',
  sentence: 'Creates a billing group.',
  input: {
    billingGroupName: { shape: billingGroupName, in: 'path', required: true },
    billingGroupProperties: { shape: billingGroupProperties },
    tags: { shape: tagList },
  },
  output: {
    billingGroupName: { shape: billingGroupName },
    billingGroupArn: { shape: string },
    billingGroupId: { shape: billingGroupId },
  },
  errors: [
    'InvalidRequestException',
    'ResourceAlreadyExistsException',
    'ThrottlingException',
    'InternalFailureException',
  ],
  resources: ['billinggroup/{billingGroupName}'],
});

import { defineOperation } from '../../operation.ts';
import { string, thingName } from '../../shapes/common.ts';
import { billingGroupName } from '../../shapes/registry.ts';

export const removeThingFromBillingGroup = defineOperation({
  name: 'RemoveThingFromBillingGroup',
  service: 'iot',
  method: 'PUT',
  path: '/billing-groups/removeThingFromBillingGroup',
  sentence: 'Takes a thing out of a billing group.',
  input: {
    billingGroupName: { shape: billingGroupName },
    billingGroupArn: { shape: string },
    thingName: { shape: thingName },
    thingArn: { shape: string },
  },
  output: {},
  errors: ['InvalidRequestException', 'ThrottlingException', 'InternalFailureException', 'ResourceNotFoundException'],
  resources: ['thing/{thingName}', '{thingArn}', 'billinggroup/{billingGroupName}', '{billingGroupArn}'],
});

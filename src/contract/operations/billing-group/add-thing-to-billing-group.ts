import { defineOperation } from '../../operation.ts';
import { string, thingName } from '../../shapes/common.ts';
import { billingGroupName } from '../../shapes/registry.ts';

export const addThingToBillingGroup = defineOperation({
  name: 'AddThingToBillingGroup',
  service: 'iot',
  method: 'PUT',
  path: '/billing-groups/addThingToBillingGroup',
  sentence: 'Puts a thing into a billing group, out of the one that it may be in.',
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

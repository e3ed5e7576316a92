import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken, thingName } from '../../shapes/common.ts';
import { billingGroupName } from '../../shapes/registry.ts';

export const listThingsInBillingGroup = defineOperation({
  name: 'ListThingsInBillingGroup',
  service: 'iot',
  method: 'GET',
  path: '/billing-groups/{billingGroupName}/things',
  sentence: 'Lists the things in a billing group.',
  input: {
    billingGroupName: { shape: billingGroupName, in: 'path', required: true },
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
  },
  output: {
    things: { shape: { type: 'list', of: thingName, itemName: 'ThingName' } },
    nextToken: { shape: nextToken },
  },
  errors: ['InvalidRequestException', 'InternalFailureException', 'ResourceNotFoundException', 'ThrottlingException'],
  resources: ['billinggroup/{billingGroupName}'],
});

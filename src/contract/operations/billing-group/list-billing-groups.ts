import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken } from '../../shapes/common.ts';
import { billingGroupName, groupNameAndArn } from '../../shapes/registry.ts';

export const listBillingGroups = defineOperation({
  name: 'ListBillingGroups',
  service: 'iot',
  method: 'GET',
  path: '/billing-groups',
  sentence: 'Lists billing groups, optionally those whose names begin alike.',
  input: {
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    namePrefixFilter: { shape: billingGroupName, in: 'query' },
  },
  output: {
    billingGroups: { shape: { type: 'list', of: groupNameAndArn } },
    nextToken: { shape: nextToken },
  },
  errors: ['InvalidRequestException', 'InternalFailureException', 'ResourceNotFoundException', 'ThrottlingException'],
  resources: ['*'],
});

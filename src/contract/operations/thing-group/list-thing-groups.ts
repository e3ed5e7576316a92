import { defineOperation } from '../../operation.ts';
import { boolean, maxResults, nextToken, thingGroupName } from '../../shapes/common.ts';
import { groupNameAndArn } from '../../shapes/registry.ts';

export const listThingGroups = defineOperation({
  name: 'ListThingGroups',
  service: 'iot',
  method: 'GET',
  path: '/thing-groups',
  sentence: 'Lists thing groups, optionally those below a parent group.',
  input: {
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
    parentGroup: { shape: thingGroupName, in: 'query' },
    namePrefixFilter: { shape: thingGroupName, in: 'query' },
    recursive: { shape: boolean, in: 'query' },
  },
  output: {
    thingGroups: { shape: { type: 'list', of: groupNameAndArn } },
    nextToken: { shape: nextToken },
  },
  errors: ['InvalidRequestException', 'InternalFailureException', 'ResourceNotFoundException', 'ThrottlingException'],
  resources: ['*'],
});

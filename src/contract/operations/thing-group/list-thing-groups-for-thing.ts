import { defineOperation } from '../../operation.ts';
import { maxResults, nextToken, thingName } from '../../shapes/common.ts';
import { groupNameAndArn } from '../../shapes/registry.ts';

export const listThingGroupsForThing = defineOperation({
  name: 'ListThingGroupsForThing',
  service: 'iot',
  method: 'GET',
  path: '/things/{thingName}/thing-groups',
  sentence: 'Lists the thing groups that a thing is a direct member of.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
  },
  output: {
    thingGroups: { shape: { type: 'list', of: groupNameAndArn } },
    nextToken: { shape: nextToken },
  },
  errors: ['InvalidRequestException', 'InternalFailureException', 'ResourceNotFoundException', 'ThrottlingException'],
  resources: ['thing/{thingName}'],
});

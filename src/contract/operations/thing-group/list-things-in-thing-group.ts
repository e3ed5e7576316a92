import { defineOperation } from '../../operation.ts';
import { boolean, maxResults, nextToken, thingGroupName, thingName } from '../../shapes/common.ts';

export const listThingsInThingGroup = defineOperation({
  name: 'ListThingsInThingGroup',
  service: 'iot',
  method: 'GET',
  path: '/thing-groups/{thingGroupName}/things',
  sentence: 'Lists the things in a thing group, optionally with those in the groups below it.',
  input: {
    thingGroupName: { shape: thingGroupName, in: 'path', required: true },
    recursive: { shape: boolean, in: 'query' },
    nextToken: { shape: nextToken, in: 'query' },
    maxResults: { shape: maxResults, in: 'query' },
  },
  output: {
    things: { shape: { type: 'list', of: thingName, itemName: 'ThingName' } },
    nextToken: { shape: nextToken },
  },
  errors: ['InvalidRequestException', 'InternalFailureException', 'ResourceNotFoundException', 'ThrottlingException'],
  resources: ['thinggroup/{thingGroupName}'],
});

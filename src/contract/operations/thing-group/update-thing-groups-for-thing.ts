import { defineOperation } from '../../operation.ts';
import { boolean, thingGroupName, thingName } from '../../shapes/common.ts';

export const updateThingGroupsForThing = defineOperation({
  name: 'UpdateThingGroupsForThing',
  service: 'iot',
  method: 'PUT',
  path: '/thing-groups/updateThingGroupsForThing',
  sentence: 'Removes a thing from some static thing groups and adds it to others.',
  input: {
    thingName: { shape: thingName },
    thingGroupsToAdd: { shape: { type: 'list', of: thingGroupName } },
    thingGroupsToRemove: { shape: { type: 'list', of: thingGroupName } },
    overrideDynamicGroups: { shape: boolean },
  },
  output: {},
  errors: ['InvalidRequestException', 'ThrottlingException', 'InternalFailureException', 'ResourceNotFoundException'],
  resources: ['thing/{thingName}', 'thinggroup/{thingGroupsToAdd}', 'thinggroup/{thingGroupsToRemove}'],
});

import { defineOperation } from '../../operation.ts';
import { boolean, string, thingGroupName, thingName } from '../../shapes/common.ts';

export const addThingToThingGroup = defineOperation({
  name: 'AddThingToThingGroup',
  service: 'iot',
  method: 'PUT',
  path: '/thing-groups/addThingToThingGroup',
  sentence: 'Adds a thing to a static thing group.',
  input: {
    thingGroupName: { shape: thingGroupName },
    thingGroupArn: { shape: string },
    thingName: { shape: thingName },
    thingArn: { shape: string },
    overrideDynamicGroups: { shape: boolean },
  },
  output: {},
  errors: ['InvalidRequestException', 'ThrottlingException', 'InternalFailureException', 'ResourceNotFoundException'],
  resources: ['thing/{thingName}', '{thingArn}', 'thinggroup/{thingGroupName}', '{thingGroupArn}'],
});

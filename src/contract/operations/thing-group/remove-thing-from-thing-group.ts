import { defineOperation } from '../../operation.ts';
import { string, thingGroupName, thingName } from '../../shapes/common.ts';

export const removeThingFromThingGroup = defineOperation({
  name: 'RemoveThingFromThingGroup',
  service: 'iot',
  method: 'PUT',
  path: '/thing-groups/removeThingFromThingGroup',
  sentence: 'Removes a thing from a static thing group.',
  input: {
    thingGroupName: { shape: thingGroupName },
    thingGroupArn: { shape: string },
    thingName: { shape: thingName },
    thingArn: { shape: string },
  },
  output: {},
  errors: ['InvalidRequestException', 'ThrottlingException', 'InternalFailureException', 'ResourceNotFoundException'],
  resources: ['thing/{thingName}', '{thingArn}', 'thinggroup/{thingGroupName}', '{thingGroupArn}'],
});

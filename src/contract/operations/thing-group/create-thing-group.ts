import { defineOperation } from '../../operation.ts';
import { string, tagList, thingGroupId, thingGroupName } from '../../shapes/common.ts';
import { thingGroupProperties } from '../../shapes/registry.ts';

export const createThingGroup = defineOperation({
  name: 'CreateThingGroup',
  service: 'iot',
  method: 'POST',
  path: '/thing-groups/{thingGroupName}',
  sentence: 'Creates a static thing group, at the root or under a parent group.',
  input: {
    thingGroupName: { shape: thingGroupName, in: 'path', required: true },
    parentGroupName: { shape: thingGroupName },
    thingGroupProperties: { shape: thingGroupProperties },
    tags: { shape: tagList },
  },
  output: {
    thingGroupName: { shape: thingGroupName },
    thingGroupArn: { shape: string },
    thingGroupId: { shape: thingGroupId },
  },
  errors: [
    'InvalidRequestException',
    'ResourceAlreadyExistsException',
    'ThrottlingException',
    'InternalFailureException',
  ],
  resources: ['thinggroup/{thingGroupName}', 'thinggroup/{parentGroupName}'],
});

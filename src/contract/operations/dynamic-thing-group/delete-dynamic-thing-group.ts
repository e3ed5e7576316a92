import { defineOperation } from '../../operation.ts';
import { long, thingGroupName } from '../../shapes/common.ts';

export const deleteDynamicThingGroup = defineOperation({
  name: 'DeleteDynamicThingGroup',
  service: 'iot',
  method: 'DELETE',
  path: '/dynamic-thing-groups/{thingGroupName}',
  sentence: 'Deletes a dynamic thing group; its things stay.',
  input: {
    thingGroupName: { shape: thingGroupName, in: 'path', required: true },
    expectedVersion: { shape: long, in: 'query' },
  },
  output: {},
  errors: ['InvalidRequestException', 'VersionConflictException', 'ThrottlingException', 'InternalFailureException'],
  resources: ['thinggroup/{thingGroupName}'],
});

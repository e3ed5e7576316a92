import { defineOperation } from '../../operation.ts';
import { long, thingGroupName } from '../../shapes/common.ts';

export const deleteThingGroup = defineOperation({
  name: 'DeleteThingGroup',
  service: 'iot',
  method: 'DELETE',
  path: '/thing-groups/{thingGroupName}',
  sentence: 'Deletes a static thing group that has no child groups; its things stay.',
  input: {
    thingGroupName: { shape: thingGroupName, in: 'path', required: true },
    expectedVersion: { shape: long, in: 'query' },
  },
  output: {},
  errors: ['InvalidRequestException', 'VersionConflictException', 'ThrottlingException', 'InternalFailureException'],
  resources: ['thinggroup/{thingGroupName}'],
});

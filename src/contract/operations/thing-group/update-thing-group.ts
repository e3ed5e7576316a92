import { defineOperation } from '../../operation.ts';
import { long, thingGroupName } from '../../shapes/common.ts';
import { thingGroupProperties } from '../../shapes/registry.ts';

export const updateThingGroup = defineOperation({
  name: 'UpdateThingGroup',
  service: 'iot',
  method: 'PATCH',
  path: '/thing-groups/{thingGroupName}',
  sentence: 'Changes the description and attributes of a static thing group.',
  input: {
    thingGroupName: { shape: thingGroupName, in: 'path', required: true },
    thingGroupProperties: { shape: thingGroupProperties, required: true },
    expectedVersion: { shape: long },
  },
  output: {
    version: { shape: long },
  },
  errors: [
    'InvalidRequestException',
    'VersionConflictException',
    'ThrottlingException',
    'InternalFailureException',
    'ResourceNotFoundException',
  ],
  resources: ['thinggroup/{thingGroupName}'],
});

import { defineOperation } from '../../operation.ts';
import { long, string, thingGroupName } from '../../shapes/common.ts';
import { indexName, queryString, thingGroupProperties } from '../../shapes/registry.ts';

export const updateDynamicThingGroup = defineOperation({
  name: 'UpdateDynamicThingGroup',
  service: 'iot',
  method: 'PATCH',
  path: '/dynamic-thing-groups/{thingGroupName}',
  sentence: 'Changes the properties or the query of a dynamic thing group.',
  input: {
    thingGroupName: { shape: thingGroupName, in: 'path', required: true },
    thingGroupProperties: { shape: thingGroupProperties, required: true },
    expectedVersion: { shape: long },
    indexName: { shape: indexName },
    queryString: { shape: queryString },
    queryVersion: { shape: string },
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
    'InvalidQueryException',
  ],
  resources: ['thinggroup/{thingGroupName}'],
  furtherPermissions: [
    { action: 'SearchIndex', resources: ['index/{indexName=AWS_Things}'], when: 'queryString' },
    { action: 'AddThingToThingGroup', resources: ['thing/*'], when: 'queryString' },
  ],
});

import { defineOperation } from '../../operation.ts';
import { string, tagList, thingGroupId, thingGroupName } from '../../shapes/common.ts';
import { indexName, queryString, thingGroupProperties } from '../../shapes/registry.ts';

export const createDynamicThingGroup = defineOperation({
  name: 'CreateDynamicThingGroup',
  service: 'iot',
  method: 'POST',
  path: '/dynamic-thing-groups/{thingGroupName}',
  sentence: 'Creates a thing group whose members are the things that match a query, at every moment.',
  input: {
    thingGroupName: { shape: thingGroupName, in: 'path', required: true },
    thingGroupProperties: { shape: thingGroupProperties },
    indexName: { shape: indexName },
    queryString: { shape: queryString, required: true },
    queryVersion: { shape: string },
    tags: { shape: tagList },
  },
  output: {
    thingGroupName: { shape: thingGroupName },
    thingGroupArn: { shape: string },
    thingGroupId: { shape: thingGroupId },
    indexName: { shape: indexName },
    queryString: { shape: queryString },
    queryVersion: { shape: string },
  },
  errors: [
    'InvalidRequestException',
    'ResourceAlreadyExistsException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'InternalFailureException',
    'InvalidQueryException',
    'LimitExceededException',
  ],
  resources: ['thinggroup/{thingGroupName}'],
  furtherPermissions: [
    { action: 'SearchIndex', resources: ['index/{indexName=AWS_Things}'], when: 'queryString' },
    { action: 'AddThingToThingGroup', resources: ['thing/*'], when: 'queryString' },
  ],
});

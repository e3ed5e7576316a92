import { defineOperation } from '../../operation.ts';
import { long, string, thingGroupId, thingGroupName } from '../../shapes/common.ts';
import {
  dynamicGroupStatus,
  indexName,
  queryString,
  thingGroupMetadata,
  thingGroupProperties,
} from '../../shapes/registry.ts';

export const describeThingGroup = defineOperation({
  name: 'DescribeThingGroup',
  service: 'iot',
  method: 'GET',
  path: '/thing-groups/{thingGroupName}',
  sentence: 'Describes a static or dynamic thing group.',
  input: {
    thingGroupName: { shape: thingGroupName, in: 'path', required: true },
  },
  output: {
    thingGroupName: { shape: thingGroupName },
    thingGroupId: { shape: thingGroupId },
    thingGroupArn: { shape: string },
    version: { shape: long },
    thingGroupProperties: { shape: thingGroupProperties },
    thingGroupMetadata: { shape: thingGroupMetadata },
    indexName: { shape: indexName },
    queryString: { shape: queryString },
    queryVersion: { shape: string },
    status: { shape: dynamicGroupStatus },
  },
  errors: ['InvalidRequestException', 'ThrottlingException', 'InternalFailureException', 'ResourceNotFoundException'],
  resources: ['thinggroup/{thingGroupName}'],
});

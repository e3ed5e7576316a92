import { defineOperation } from '../../operation.ts';
import { resourceArn } from '../../shapes/account.ts';
import { nextToken, tagList } from '../../shapes/common.ts';

export const listTagsForResource = defineOperation({
  name: 'ListTagsForResource',
  service: 'iot',
  method: 'GET',
  path: '/tags',
  sentence: 'Lists the tags of a resource.',
  input: {
    resourceArn: { shape: resourceArn, in: 'query', required: true },
    nextToken: { shape: nextToken, in: 'query' },
  },
  output: {
    tags: { shape: tagList },
    nextToken: { shape: nextToken },
  },
  errors: ['InvalidRequestException', 'InternalFailureException', 'ResourceNotFoundException', 'ThrottlingException'],
  resources: ['{resourceArn}'],
});

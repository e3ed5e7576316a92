import { defineOperation } from '../../operation.ts';
import { resourceArn } from '../../shapes/account.ts';
import { tagKey } from '../../shapes/common.ts';

export const untagResource = defineOperation({
  name: 'UntagResource',
  service: 'iot',
  method: 'POST',
  path: '/untag',
  sentence: 'Removes tags from a resource.',
  input: {
    resourceArn: { shape: resourceArn, required: true },
    tagKeys: { shape: { type: 'list', of: tagKey }, required: true },
  },
  output: {},
  errors: ['InvalidRequestException', 'InternalFailureException', 'ResourceNotFoundException', 'ThrottlingException'],
  resources: ['{resourceArn}'],
});

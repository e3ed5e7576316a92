import { defineOperation } from '../../operation.ts';
import { resourceArn } from '../../shapes/account.ts';
import { tagList } from '../../shapes/common.ts';

export const tagResource = defineOperation({
  name: 'TagResource',
  service: 'iot',
  method: 'POST',
  path: '/tags',
  sentence: 'Adds tags to a resource and overwrites the values of keys that it has.',
  input: {
    resourceArn: { shape: resourceArn, required: true },
    tags: { shape: tagList, required: true },
  },
  output: {},
  errors: [
    'InvalidRequestException',
    'InternalFailureException',
    'ResourceNotFoundException',
    'ThrottlingException',
    'LimitExceededException',
  ],
  resources: ['{resourceArn}'],
});

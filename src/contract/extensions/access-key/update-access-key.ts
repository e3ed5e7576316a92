import { defineOperation } from '../../operation.ts';
import { accessKeyId } from '../../shapes/operator.ts';

export const updateAccessKey = defineOperation({
  name: 'UpdateAccessKey',
  service: 'iot',
  method: 'PATCH',
  path: '/x/admin/keys/{accessKeyId}',
  sentence: 'Switches an access key off, or on again.',
  input: {
    accessKeyId: { shape: accessKeyId, required: true, in: 'path' },
    status: { shape: { type: 'string', enum: ['Active', 'Inactive'] }, required: true },
  },
  output: {},
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'InternalFailureException',
    'LimitExceededException',
  ],
  resources: ['key/{accessKeyId}'],
});

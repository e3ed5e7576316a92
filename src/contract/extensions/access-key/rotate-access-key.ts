import { defineOperation } from '../../operation.ts';
import { accessKeyId, newAccessKey } from '../../shapes/operator.ts';

export const rotateAccessKey = defineOperation({
  name: 'RotateAccessKey',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/keys/{accessKeyId}/rotate',
  sentence: 'Makes a new access key in the place of one that ends at once, or after a while.',
  input: {
    accessKeyId: { shape: accessKeyId, required: true, in: 'path' },
    /** How long the old one goes on to work. */
    graceSeconds: { shape: { type: 'integer', min: 0, max: 2_592_000 } },
  },
  output: newAccessKey,
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'InternalFailureException',
    'LimitExceededException',
  ],
  resources: ['key/{accessKeyId}'],
});

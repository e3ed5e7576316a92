import { defineOperation } from '../../operation.ts';
import { newAccessKey, operatorName } from '../../shapes/operator.ts';

export const createAccessKey = defineOperation({
  name: 'CreateAccessKey',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/users/{userName}/keys',
  sentence: 'Makes an access key for a user and shows its secret, this once.',
  input: { userName: { shape: operatorName, required: true, in: 'path' } },
  output: newAccessKey,
  errors: [
    'InvalidRequestException',
    'ResourceNotFoundException',
    'InternalFailureException',
    'LimitExceededException',
  ],
  resources: ['user/{userName}'],
});

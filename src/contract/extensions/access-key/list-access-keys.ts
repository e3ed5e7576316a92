import { defineOperation } from '../../operation.ts';
import { accessKeyDescription, operatorName } from '../../shapes/operator.ts';

export const listAccessKeys = defineOperation({
  name: 'ListAccessKeys',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/users/{userName}/keys',
  sentence: 'Lists the access keys of a user, without their secrets.',
  input: { userName: { shape: operatorName, required: true, in: 'path' } },
  output: { accessKeys: { shape: { type: 'list', of: accessKeyDescription } } },
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'InternalFailureException'],
  resources: ['user/{userName}'],
});

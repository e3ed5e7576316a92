import { defineOperation } from '../../operation.ts';
import { operatorName } from '../../shapes/operator.ts';

export const deleteUser = defineOperation({
  name: 'DeleteUser',
  service: 'iot',
  method: 'DELETE',
  path: '/x/admin/users/{userName}',
  sentence: 'Deletes a user with all keys, which stop to work at once.',
  input: { userName: { shape: operatorName, required: true, in: 'path' } },
  output: {},
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'InternalFailureException'],
  resources: ['user/{userName}'],
});

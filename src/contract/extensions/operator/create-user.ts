import { defineOperation } from '../../operation.ts';
import { operatorDescription, operatorName } from '../../shapes/operator.ts';

export const createUser = defineOperation({
  name: 'CreateUser',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/users/{userName}',
  sentence: 'Makes a user, who has neither keys nor policies yet.',
  input: { userName: { shape: operatorName, required: true, in: 'path' } },
  output: operatorDescription.members,
  errors: ['InvalidRequestException', 'ResourceAlreadyExistsException', 'InternalFailureException'],
  resources: ['user/{userName}'],
});

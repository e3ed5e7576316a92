import { defineOperation } from '../../operation.ts';
import { nextToken } from '../../shapes/common.ts';
import { operatorDescription, page } from '../../shapes/operator.ts';

export const listUsers = defineOperation({
  name: 'ListUsers',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/users',
  sentence: 'Lists the users with the names of their policies.',
  input: page,
  output: { nextToken: { shape: nextToken }, users: { shape: { type: 'list', of: operatorDescription } } },
  errors: ['InvalidRequestException', 'InternalFailureException'],
  resources: ['*'],
});

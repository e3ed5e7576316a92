import { defineOperation } from '../../operation.ts';
import { nextToken } from '../../shapes/common.ts';
import { operatorDescription, page } from '../../shapes/operator.ts';

export const listRoles = defineOperation({
  name: 'ListRoles',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/roles',
  sentence: 'Lists the roles with the names of their policies.',
  input: page,
  output: { nextToken: { shape: nextToken }, roles: { shape: { type: 'list', of: operatorDescription } } },
  errors: ['InvalidRequestException', 'InternalFailureException'],
  resources: ['*'],
});

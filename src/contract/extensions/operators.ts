/** Our own operations on users and roles, beside the surface of the original service. */
import { defineOperation } from '../operation.ts';
import { nextToken } from '../shapes/common.ts';
import { operatorDescription, operatorName, page } from './operator-shapes.ts';

const list = { nextToken: { shape: nextToken } } as const;

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

export const listUsers = defineOperation({
  name: 'ListUsers',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/users',
  sentence: 'Lists the users with the names of their policies.',
  input: page,
  output: { ...list, users: { shape: { type: 'list', of: operatorDescription } } },
  errors: ['InvalidRequestException', 'InternalFailureException'],
  resources: ['*'],
});

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

export const createRole = defineOperation({
  name: 'CreateRole',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/roles/{roleName}',
  sentence: 'Makes a role, for which temporary keys can be made.',
  input: { roleName: { shape: operatorName, required: true, in: 'path' } },
  output: operatorDescription.members,
  errors: ['InvalidRequestException', 'ResourceAlreadyExistsException', 'InternalFailureException'],
  resources: ['role/{roleName}'],
});

export const listRoles = defineOperation({
  name: 'ListRoles',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/roles',
  sentence: 'Lists the roles with the names of their policies.',
  input: page,
  output: { ...list, roles: { shape: { type: 'list', of: operatorDescription } } },
  errors: ['InvalidRequestException', 'InternalFailureException'],
  resources: ['*'],
});

export const deleteRole = defineOperation({
  name: 'DeleteRole',
  service: 'iot',
  method: 'DELETE',
  path: '/x/admin/roles/{roleName}',
  sentence: 'Deletes a role with all keys of its sessions, which stop to work at once.',
  input: { roleName: { shape: operatorName, required: true, in: 'path' } },
  output: {},
  errors: ['InvalidRequestException', 'ResourceNotFoundException', 'InternalFailureException'],
  resources: ['role/{roleName}'],
});

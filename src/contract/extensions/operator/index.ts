import { createRole } from './create-role.ts';
import { createUser } from './create-user.ts';
import { deleteRole } from './delete-role.ts';
import { deleteUser } from './delete-user.ts';
import { listRoles } from './list-roles.ts';
import { listUsers } from './list-users.ts';

/** The operations under `/x/` on users and roles. */
export const operatorExtensions = {
  CreateRole: createRole,
  CreateUser: createUser,
  DeleteRole: deleteRole,
  DeleteUser: deleteUser,
  ListRoles: listRoles,
  ListUsers: listUsers,
} as const;

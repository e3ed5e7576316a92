import type { operatorExtensions } from '../../../contract/extensions/operator/index.ts';
import type { ExtensionHandlers } from '../context.ts';
import { createRole } from './create-role.ts';
import { createUser } from './create-user.ts';
import { deleteRole } from './delete-role.ts';
import { deleteUser } from './delete-user.ts';
import { listRoles } from './list-roles.ts';
import { listUsers } from './list-users.ts';

/** What the operations under `/x/` on users and roles do. */
export const operatorExtensionHandlers: ExtensionHandlers<typeof operatorExtensions> = {
  CreateRole: createRole,
  CreateUser: createUser,
  DeleteRole: deleteRole,
  DeleteUser: deleteUser,
  ListRoles: listRoles,
  ListUsers: listUsers,
};

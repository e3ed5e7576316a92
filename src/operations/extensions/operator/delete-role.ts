import { deleteOperator } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** Deletes a role with all keys. ResourceNotFoundException if there is none. */
export const deleteRole: ExtensionHandler<'DeleteRole'> = async (context, { roleName: name }) => {
  await deleteOperator(context, { kind: 'role', name });
  return {};
};

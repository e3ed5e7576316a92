import { deleteOperator } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** Deletes a user with all keys. ResourceNotFoundException if there is none. */
export const deleteUser: ExtensionHandler<'DeleteUser'> = async (context, { userName: name }) => {
  await deleteOperator(context, { kind: 'user', name });
  return {};
};

import { change } from '../../../store/database/change.ts';
import { deleteAccessKey as deleteStoredAccessKey } from '../../../store/operator/access-key.ts';
import { accessKeyNotFound } from '../../operator/access-keys.ts';
import type { ExtensionHandler } from '../context.ts';

/** ResourceNotFoundException if there is none. */
export const deleteAccessKey: ExtensionHandler<'DeleteAccessKey'> = async ({ database, signals }, { accessKeyId }) => {
  await change(database, signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    if (!(await deleteStoredAccessKey(transaction, accessKeyId))) throw accessKeyNotFound(accessKeyId);
  });
  return {};
};

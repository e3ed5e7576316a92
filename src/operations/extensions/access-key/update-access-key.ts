import { change } from '../../../store/database/change.ts';
import { setAccessKeyActive } from '../../../store/operator/access-key.ts';
import { checkKeyCount, lockedKey } from '../../operator/access-keys.ts';
import type { ExtensionHandler } from '../context.ts';

/** Switching on counts against the limit of two. */
export const updateAccessKey: ExtensionHandler<'UpdateAccessKey'> = async (context, { accessKeyId, status }) => {
  const { database, signals, wallClock } = context;
  const isActive = status === 'Active';
  await change(database, signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    const key = await lockedKey(transaction, accessKeyId);
    if (isActive && key.kind === 'user' && !key.isActive) {
      await checkKeyCount(transaction, key, wallClock.now(), { isNew: false });
    }
    await setAccessKeyActive(transaction, accessKeyId, isActive);
  });
  return {};
};

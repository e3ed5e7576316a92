import { invalidRequest } from '../../../contract/errors.ts';
import { change } from '../../../store/database/change.ts';
import { deleteAccessKey, setAccessKeyExpiry } from '../../../store/operator/access-key.ts';
import { addPermanentKey, lockedKey } from '../../operator/access-keys.ts';
import type { ExtensionHandler } from '../context.ts';

/** A new key for the same user; the old one goes on to work for `graceSeconds`, if its user has room for both. */
export const rotateAccessKey: ExtensionHandler<'RotateAccessKey'> = async (context, input) => {
  const { accessKeyId, graceSeconds = 0 } = input;
  const made = await change(context.database, context.signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    const key = await lockedKey(transaction, accessKeyId);
    if (key.kind === 'role') throw invalidRequest('A session is not replaced: make another one.');
    if (graceSeconds === 0) await deleteAccessKey(transaction, accessKeyId);
    else await setAccessKeyExpiry(transaction, accessKeyId, context.wallClock.now() + graceSeconds * 1_000);
    return addPermanentKey(transaction, context, key);
  });
  return made;
};

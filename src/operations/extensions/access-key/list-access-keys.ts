import type { OperatorName } from '../../../domain/operator.ts';
import { listAccessKeys as listStoredAccessKeys } from '../../../store/operator/access-key.ts';
import { findOperator } from '../../../store/operator/operator.ts';
import { KEYS_PER_USER } from '../../operator/access-keys.ts';
import { operatorNotFound } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** ResourceNotFoundException for an unknown user. */
export const listAccessKeys: ExtensionHandler<'ListAccessKeys'> = async ({ database, operators }, { userName }) => {
  // When a key was used is written a moment later, and belongs to the answer.
  await operators.writeUses();
  const user: OperatorName = { kind: 'user', name: userName };
  const keys = await listStoredAccessKeys(database, user, KEYS_PER_USER);
  if (keys.length === 0 && (await findOperator(database, user)) === undefined) throw operatorNotFound(user);
  const accessKeys = keys.map(({ accessKeyId, createdAt, expiresAt, isActive, lastUsedAt }) => ({
    accessKeyId,
    createdAt,
    status: isActive ? 'Active' : 'Inactive',
    lastUsedAt: lastUsedAt ?? undefined,
    expiresAt: expiresAt ?? undefined,
  }));
  return { accessKeys };
};

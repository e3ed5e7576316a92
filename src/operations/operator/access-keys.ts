/** Makes access keys, and finds those that are to be changed. A secret leaves the server once, when its key is made. */
import { resourceNotFound, ServiceError } from '../../contract/errors.ts';
import type { OperatorName } from '../../domain/operator.ts';
import type { Queryable } from '../../store/database/database.ts';
import {
  countAccessKeys,
  findAccessKey,
  insertAccessKey,
  type StoredAccessKey,
} from '../../store/operator/access-key.ts';
import { lockOperator } from '../../store/operator/operator.ts';
import type { ExtensionRequest } from '../extensions/context.ts';
import { newAccessKeyId, newSecretAccessKey } from './credentials.ts';

export interface NewAccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Two, so that one can take the other's place without a gap (docs/service/identity.md#access-keys). */
const ACTIVE_KEYS = 2;
/** The switched-off ones included. */
export const KEYS_PER_USER = 10;

/** The key and, held until the end of the transaction, its operator. ResourceNotFoundException if there is none. */
export async function lockedKey(transaction: Queryable, accessKeyId: string): Promise<StoredAccessKey> {
  const found = await findAccessKey(transaction, accessKeyId);
  if (found === undefined || !(await lockOperator(transaction, found))) throw accessKeyNotFound(accessKeyId);
  // Somebody may have changed it before its operator was held.
  const key = await findAccessKey(transaction, accessKeyId);
  if (key === undefined) throw accessKeyNotFound(accessKeyId);
  return key;
}

/** A key that lasts until it is deleted. LimitExceededException for a user who has no room for it. */
export async function addPermanentKey(
  transaction: Queryable,
  context: ExtensionRequest,
  user: OperatorName,
): Promise<NewAccessKey> {
  await checkKeyCount(transaction, user, context.wallClock.now(), { isNew: true });
  const accessKeyId = newAccessKeyId('AKIA');
  const noSession = { expiresAt: null, sessionName: null, sessionTokenHash: null, sessionPolicy: null };
  return addKey(transaction, context, user, { accessKeyId, ...noSession });
}

/** Stores a key with a new secret. */
export async function addKey(
  transaction: Queryable,
  { seal, wallClock }: ExtensionRequest,
  { kind, name }: OperatorName,
  key: Pick<StoredAccessKey, 'accessKeyId' | 'expiresAt' | 'sessionName' | 'sessionTokenHash' | 'sessionPolicy'>,
): Promise<NewAccessKey> {
  const { accessKeyId } = key;
  const secretAccessKey = newSecretAccessKey();
  const sealedSecret = seal.seal(secretAccessKey, accessKeyId);
  await insertAccessKey(transaction, { ...key, kind, name, sealedSecret, isActive: true, createdAt: wallClock.now() });
  return { accessKeyId, secretAccessKey };
}

/** LimitExceededException if the user cannot have another active key, or another new one. */
export async function checkKeyCount(
  transaction: Queryable,
  user: OperatorName,
  now: number,
  { isNew }: { readonly isNew: boolean },
): Promise<void> {
  const { active, all } = await countAccessKeys(transaction, user, now);
  if (active >= ACTIVE_KEYS) {
    throw tooMany(`The user ${user.name} has ${ACTIVE_KEYS} active access keys: revoke or disable one first.`);
  }
  if (isNew && all >= KEYS_PER_USER) {
    throw tooMany(`The user ${user.name} has ${KEYS_PER_USER} access keys: revoke one first.`);
  }
}

export function accessKeyNotFound(accessKeyId: string): ServiceError {
  return resourceNotFound(`There is no access key ${accessKeyId}.`);
}

export function tooMany(message: string): ServiceError {
  return new ServiceError('LimitExceededException', message);
}

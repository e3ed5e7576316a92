/** Makes, switches, replaces and deletes access keys. A secret leaves the server once, when it is made. */

import { SESSION_POLICY_CHARACTERS } from '../../access/operators/operator-directory.ts';
import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import type { OperatorName } from '../../domain/operator.ts';
import { parsePolicyDocument } from '../../domain/policy-language/policy-document.ts';
import { change } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import {
  type AccessKeySummary,
  countAccessKeys,
  deleteAccessKey as deleteStoredAccessKey,
  findAccessKey,
  insertAccessKey,
  listAccessKeys as listStoredAccessKeys,
  type StoredAccessKey,
  setAccessKeyActive,
  setAccessKeyExpiry,
} from '../../store/operator/access-key.ts';
import { findOperator, lockOperator } from '../../store/operator/operator.ts';
import type { OperationContext } from '../context.ts';
import { newAccessKeyId, newSecretAccessKey, newSessionToken, sessionTokenHash } from './credentials.ts';
import { accessKeyNotFound, type OperatorTools, operatorNotFound } from './tools.ts';

export interface NewAccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiresAt?: number;
}

/** Two, so that one can take the other's place without a gap (docs/service/identity.md#access-keys). */
const ACTIVE_KEYS = 2;
const ALL_KEYS = 10;
const SESSIONS = 1_000;
const SESSION_SECONDS = 3_600;

/** ResourceNotFoundException for an unknown user, LimitExceededException for one who has two active keys. */
export function createAccessKey(
  context: OperationContext,
  tools: OperatorTools,
  userName: string,
): Promise<NewAccessKey> {
  const user: OperatorName = { kind: 'user', name: userName };
  return context.database.transaction(async (transaction) => {
    if (!(await lockOperator(transaction, user))) throw operatorNotFound(user);
    return addPermanentKey(transaction, tools, user);
  });
}

/**
 * Temporary credentials of a role; an hour if nothing else is said. ResourceNotFoundException for an unknown role,
 * MalformedPolicyException for a session policy that is none.
 */
export function createSession(
  context: OperationContext,
  tools: OperatorTools,
  input: {
    readonly roleName: string;
    readonly sessionName?: string | undefined;
    readonly durationSeconds?: number | undefined;
    readonly sessionPolicy?: string | undefined;
  },
): Promise<NewAccessKey> {
  const role: OperatorName = { kind: 'role', name: input.roleName };
  const now = tools.wallClock.now();
  const sessionToken = newSessionToken();
  if (input.sessionPolicy !== undefined) parsePolicyDocument(input.sessionPolicy, SESSION_POLICY_CHARACTERS);
  const expiresAt = now + (input.durationSeconds ?? SESSION_SECONDS) * 1_000;
  return context.database.transaction(async (transaction) => {
    if (!(await lockOperator(transaction, role))) throw operatorNotFound(role);
    const { active } = await countAccessKeys(transaction, role, now);
    if (active >= SESSIONS) throw tooMany(`The role ${role.name} has ${SESSIONS} sessions that have not ended.`);
    const made = await addKey(transaction, tools, role, {
      accessKeyId: newAccessKeyId('ASIA'),
      expiresAt,
      sessionName: input.sessionName ?? `session-${now}`,
      sessionTokenHash: sessionTokenHash(sessionToken),
      sessionPolicy: input.sessionPolicy ?? null,
    });
    return { ...made, sessionToken, expiresAt };
  });
}

/** ResourceNotFoundException for an unknown user. */
export async function listAccessKeys(context: OperationContext, userName: string): Promise<AccessKeySummary[]> {
  const user: OperatorName = { kind: 'user', name: userName };
  const keys = await listStoredAccessKeys(context.database, user, ALL_KEYS);
  if (keys.length === 0 && (await findOperator(context.database, user)) === undefined) throw operatorNotFound(user);
  return keys;
}

/** Switching on counts against the limit of two. */
export async function updateAccessKey(
  context: OperationContext,
  { wallClock }: OperatorTools,
  accessKeyId: string,
  isActive: boolean,
): Promise<void> {
  await change(context.database, context.signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    const key = await lockedKey(transaction, accessKeyId);
    if (isActive && key.kind === 'user' && !key.isActive) {
      await checkKeyCount(transaction, key, wallClock.now(), { isNew: false });
    }
    await setAccessKeyActive(transaction, accessKeyId, isActive);
  });
}

/** A new key for the same user; the old one goes on to work for `graceSeconds`, if its user has room for both. */
export async function rotateAccessKey(
  context: OperationContext,
  tools: OperatorTools,
  accessKeyId: string,
  graceSeconds: number,
): Promise<NewAccessKey> {
  const made = await change(context.database, context.signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    const key = await lockedKey(transaction, accessKeyId);
    if (key.kind === 'role') throw invalidRequest('A session is not replaced: make another one.');
    if (graceSeconds === 0) await deleteStoredAccessKey(transaction, accessKeyId);
    else await setAccessKeyExpiry(transaction, accessKeyId, tools.wallClock.now() + graceSeconds * 1_000);
    return addPermanentKey(transaction, tools, key);
  });
  return made;
}

/** ResourceNotFoundException if there is none. */
export async function deleteAccessKey(context: OperationContext, accessKeyId: string): Promise<void> {
  await change(context.database, context.signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    if (!(await deleteStoredAccessKey(transaction, accessKeyId))) throw accessKeyNotFound(accessKeyId);
  });
}

/** The key and, held until the end of the transaction, its operator. */
async function lockedKey(transaction: Queryable, accessKeyId: string): Promise<StoredAccessKey> {
  const found = await findAccessKey(transaction, accessKeyId);
  if (found === undefined || !(await lockOperator(transaction, found))) throw accessKeyNotFound(accessKeyId);
  // Somebody may have changed it before its operator was held.
  const key = await findAccessKey(transaction, accessKeyId);
  if (key === undefined) throw accessKeyNotFound(accessKeyId);
  return key;
}

async function addPermanentKey(transaction: Queryable, tools: OperatorTools, user: OperatorName) {
  await checkKeyCount(transaction, user, tools.wallClock.now(), { isNew: true });
  const accessKeyId = newAccessKeyId('AKIA');
  const noSession = { expiresAt: null, sessionName: null, sessionTokenHash: null, sessionPolicy: null };
  return addKey(transaction, tools, user, { accessKeyId, ...noSession });
}

async function addKey(
  transaction: Queryable,
  { seal, wallClock }: OperatorTools,
  { kind, name }: OperatorName,
  key: Pick<StoredAccessKey, 'accessKeyId' | 'expiresAt' | 'sessionName' | 'sessionTokenHash' | 'sessionPolicy'>,
): Promise<NewAccessKey> {
  const { accessKeyId } = key;
  const secretAccessKey = newSecretAccessKey();
  const sealedSecret = seal.seal(secretAccessKey, accessKeyId);
  await insertAccessKey(transaction, { ...key, kind, name, sealedSecret, isActive: true, createdAt: wallClock.now() });
  return { accessKeyId, secretAccessKey };
}

async function checkKeyCount(
  transaction: Queryable,
  user: OperatorName,
  now: number,
  { isNew }: { readonly isNew: boolean },
): Promise<void> {
  const { active, all } = await countAccessKeys(transaction, user, now);
  if (active >= ACTIVE_KEYS) {
    throw tooMany(`The user ${user.name} has ${ACTIVE_KEYS} active access keys: revoke or disable one first.`);
  }
  if (isNew && all >= ALL_KEYS) throw tooMany(`The user ${user.name} has ${ALL_KEYS} access keys: revoke one first.`);
}

function tooMany(message: string): ServiceError {
  return new ServiceError('LimitExceededException', message);
}

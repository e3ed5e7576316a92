/** Access keys of users, and those of the sessions of roles. Secrets are sealed before they come here. */
import type { OperatorName } from '../../domain/operator.ts';
import { type Queryable, statement } from '../database/database.ts';

export interface StoredAccessKey extends OperatorName {
  readonly accessKeyId: string;
  readonly sealedSecret: Buffer;
  readonly isActive: boolean;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly sessionName: string | null;
  readonly sessionTokenHash: Buffer | null;
  /** The document of a policy. */
  readonly sessionPolicy: string | null;
}

/** What may be shown of a key. */
export interface AccessKeySummary
  extends Pick<StoredAccessKey, 'accessKeyId' | 'isActive' | 'createdAt' | 'expiresAt'> {
  readonly lastUsedAt: number | null;
}

const insert = statement(
  'accessKey.insert',
  `INSERT INTO access_key (access_key_id, operator_kind, operator_name, sealed_secret, is_active, created_at, expires_at,
     session_name, session_token_hash, session_policy)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);
const find = statement(
  'accessKey.find',
  `SELECT access_key_id AS "accessKeyId", k.operator_kind AS kind, k.operator_name AS name, operator_id AS "operatorId",
     sealed_secret AS "sealedSecret", is_active AS "isActive", k.created_at AS "createdAt", expires_at AS "expiresAt",
     session_name AS "sessionName", session_token_hash AS "sessionTokenHash",
     session_policy AS "sessionPolicy"
   FROM access_key k JOIN operator o ON o.operator_kind = k.operator_kind AND o.operator_name = k.operator_name
   WHERE access_key_id = $1`,
);
const list = statement(
  'accessKey.list',
  `SELECT access_key_id AS "accessKeyId", is_active AS "isActive", created_at AS "createdAt", expires_at AS "expiresAt",
     last_used_at AS "lastUsedAt"
   FROM access_key WHERE operator_kind = $1 AND operator_name = $2 ORDER BY created_at, access_key_id LIMIT $3`,
);
const count = statement(
  'accessKey.count',
  `SELECT count(*) AS "all", count(*) FILTER (WHERE is_active AND (expires_at IS NULL OR expires_at > $3)) AS active
   FROM access_key WHERE operator_kind = $1 AND operator_name = $2`,
);
const setActive = statement(
  'accessKey.setActive',
  'UPDATE access_key SET is_active = $2 WHERE access_key_id = $1 RETURNING 1',
);
const setExpiry = statement('accessKey.setExpiry', 'UPDATE access_key SET expires_at = $2 WHERE access_key_id = $1');
const remove = statement('accessKey.remove', 'DELETE FROM access_key WHERE access_key_id = $1 RETURNING 1');
const removeExpired = statement(
  'accessKey.removeExpired',
  `DELETE FROM access_key WHERE access_key_id = ANY(ARRAY(
     SELECT access_key_id FROM access_key WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))
   RETURNING 1`,
);
/** In the order of the ids, so that two processes that write the same keys do not wait for each other in a circle. */
const markUsed = statement(
  'accessKey.markUsed',
  `UPDATE access_key k SET last_used_at = used.at
   FROM (SELECT k.access_key_id, u.at FROM unnest($1::text[], $2::bigint[]) AS u (id, at)
     JOIN access_key k ON k.access_key_id = u.id ORDER BY k.access_key_id FOR NO KEY UPDATE OF k) used
   WHERE k.access_key_id = used.access_key_id AND (k.last_used_at IS NULL OR k.last_used_at < used.at)`,
);

/** Stores a key of a locked operator. */
export async function insertAccessKey(transaction: Queryable, key: StoredAccessKey): Promise<void> {
  await transaction.query(insert, [
    key.accessKeyId,
    key.kind,
    key.name,
    key.sealedSecret,
    key.isActive,
    key.createdAt,
    key.expiresAt,
    key.sessionName,
    key.sessionTokenHash,
    key.sessionPolicy,
  ]);
}

/** A key in whatever state, with the id of its operator. */
export async function findAccessKey(
  queryable: Queryable,
  accessKeyId: string,
): Promise<(StoredAccessKey & { readonly operatorId: string }) | undefined> {
  return (await queryable.query<StoredAccessKey & { readonly operatorId: string }>(find, [accessKeyId]))[0];
}

/** The keys of an operator, the oldest first. */
export function listAccessKeys(
  queryable: Queryable,
  { kind, name }: OperatorName,
  limit: number,
): Promise<AccessKeySummary[]> {
  return queryable.query(list, [kind, name, limit]);
}

/** How many keys an operator has, and how many of them work at the moment. */
export async function countAccessKeys(
  queryable: Queryable,
  { kind, name }: OperatorName,
  now: number,
): Promise<{ readonly all: number; readonly active: number }> {
  const [row] = await queryable.query<{ all: number; active: number }>(count, [kind, name, now]);
  return row ?? { all: 0, active: 0 };
}

/** Switches a key on or off; false if there is none. */
export async function setAccessKeyActive(
  transaction: Queryable,
  accessKeyId: string,
  isActive: boolean,
): Promise<boolean> {
  return (await transaction.query(setActive, [accessKeyId, isActive])).length > 0;
}

/** Gives a key an end. */
export async function setAccessKeyExpiry(transaction: Queryable, accessKeyId: string, at: number): Promise<void> {
  await transaction.query(setExpiry, [accessKeyId, at]);
}

/** False if there is none. */
export async function deleteAccessKey(transaction: Queryable, accessKeyId: string): Promise<boolean> {
  return (await transaction.query(remove, [accessKeyId])).length > 0;
}

/** Deletes up to `limit` keys that ended before an instant, and says how many. */
export async function deleteExpiredAccessKeys(queryable: Queryable, before: number, limit: number): Promise<number> {
  return (await queryable.query(removeExpired, [before, limit])).length;
}

/** Writes down when keys were used last. */
export async function markAccessKeysUsed(queryable: Queryable, uses: ReadonlyMap<string, number>): Promise<void> {
  await queryable.query(markUsed, [[...uses.keys()], [...uses.values()]]);
}

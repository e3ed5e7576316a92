/** Device policies and their versions. */
import { type Queryable, statement } from '../database/database.ts';

export interface Policy {
  readonly policyName: string;
  readonly defaultVersionId: number;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly generationId: string;
}

export interface PolicyVersion {
  readonly versionId: number;
  readonly policyDocument: string;
  readonly createdAt: number;
}

export type PolicyVersionSummary = Omit<PolicyVersion, 'policyDocument'>;

const insertPolicy = statement(
  'policy.insert',
  `INSERT INTO policy (policy_name, default_version_id, next_version_id, created_at, modified_at, generation_id)
   VALUES ($1, 1, 2, $2, $2, $3)
   ON CONFLICT (policy_name) DO NOTHING
   RETURNING 1`,
);
const insertVersion = statement(
  'policy.insertVersion',
  'INSERT INTO policy_version (policy_name, version_id, policy_document, created_at) VALUES ($1, $2, $3, $4)',
);
const POLICY = `policy_name AS "policyName", default_version_id AS "defaultVersionId", created_at AS "createdAt",
  modified_at AS "modifiedAt", generation_id AS "generationId"`;
const byName = statement('policy.byName', `SELECT ${POLICY} FROM policy WHERE policy_name = $1`);
const lock = statement('policy.lock', `SELECT ${POLICY} FROM policy WHERE policy_name = $1 FOR UPDATE`);
const hold = statement('policy.hold', 'SELECT 1 FROM policy WHERE policy_name = $1 FOR KEY SHARE');
const defaultVersion = statement(
  'policy.defaultVersion',
  `SELECT ${POLICY}, (SELECT policy_document FROM policy_version
     WHERE policy_version.policy_name = policy.policy_name AND version_id = default_version_id) AS "policyDocument"
   FROM policy WHERE policy_name = $1`,
);
const versionById = statement(
  'policy.versionById',
  `SELECT version_id AS "versionId", policy_document AS "policyDocument", created_at AS "createdAt"
   FROM policy_version WHERE policy_name = $1 AND version_id = $2`,
);
const versions = statement(
  'policy.versions',
  `SELECT version_id AS "versionId", created_at AS "createdAt"
   FROM policy_version WHERE policy_name = $1 ORDER BY version_id DESC`,
);
const oldestFirst = statement(
  'policy.oldestFirst',
  `SELECT policy_name AS "policyName", created_at AS "createdAt" FROM policy WHERE (created_at, policy_name) > ($1, $2)
   ORDER BY created_at, policy_name LIMIT $3`,
);
const newestFirst = statement(
  'policy.newestFirst',
  `SELECT policy_name AS "policyName", created_at AS "createdAt" FROM policy WHERE (created_at, policy_name) < ($1, $2)
   ORDER BY created_at DESC, policy_name DESC LIMIT $3`,
);
const takeVersionId = statement(
  'policy.takeVersionId',
  `UPDATE policy SET next_version_id = next_version_id + 1, modified_at = $2
   WHERE policy_name = $1 RETURNING next_version_id - 1 AS "versionId"`,
);
const setDefault = statement(
  'policy.setDefault',
  'UPDATE policy SET default_version_id = $2, modified_at = $3 WHERE policy_name = $1',
);
const removeVersion = statement(
  'policy.removeVersion',
  'DELETE FROM policy_version WHERE policy_name = $1 AND version_id = $2 RETURNING 1',
);
const remove = statement('policy.remove', 'DELETE FROM policy WHERE policy_name = $1');

/** Stores a new policy with its version 1; false if the name is taken. */
export async function insertPolicyWithVersion(
  transaction: Queryable,
  policy: Pick<Policy, 'policyName' | 'createdAt' | 'generationId'>,
  policyDocument: string,
): Promise<boolean> {
  const { policyName, createdAt, generationId } = policy;
  if ((await transaction.query(insertPolicy, [policyName, createdAt, generationId])).length === 0) return false;
  await transaction.query(insertVersion, [policyName, 1, policyDocument, createdAt]);
  return true;
}

export async function findPolicy(queryable: Queryable, policyName: string): Promise<Policy | undefined> {
  return (await queryable.query<Policy>(byName, [policyName]))[0];
}

/** A policy with the document that is in force. */
export async function findPolicyWithDocument(
  queryable: Queryable,
  policyName: string,
): Promise<(Policy & Pick<PolicyVersion, 'policyDocument'>) | undefined> {
  return (await queryable.query<Policy & Pick<PolicyVersion, 'policyDocument'>>(defaultVersion, [policyName]))[0];
}

/** Holds a policy until the end of the transaction, against its deletion only; false if there is none. */
export async function holdPolicyForAttachment(transaction: Queryable, policyName: string): Promise<boolean> {
  return (await transaction.query(hold, [policyName])).length > 0;
}

/** Holds a policy until the end of the transaction, against its deletion, new attachments and changes of its versions. */
export async function lockPolicy(transaction: Queryable, policyName: string): Promise<Policy | undefined> {
  return (await transaction.query<Policy>(lock, [policyName]))[0];
}

export async function findPolicyVersion(
  queryable: Queryable,
  policyName: string,
  versionId: number,
): Promise<PolicyVersion | undefined> {
  return (await queryable.query<PolicyVersion>(versionById, [policyName, versionId]))[0];
}

/** All versions, the newest first; as many as the quota allows. */
export function listPolicyVersions(queryable: Queryable, policyName: string): Promise<PolicyVersionSummary[]> {
  return queryable.query(versions, [policyName]);
}

/** Up to `limit` policies after a position in the order of creation. */
export function listPolicies(
  queryable: Queryable,
  order: 'oldest first' | 'newest first',
  after: readonly [createdAt: number, policyName: string] | undefined,
  limit: number,
): Promise<Pick<Policy, 'policyName' | 'createdAt'>[]> {
  if (order === 'oldest first') return queryable.query(oldestFirst, [...(after ?? [-1, '']), limit]);
  return queryable.query(newestFirst, [...(after ?? [Number.MAX_SAFE_INTEGER, '']), limit]);
}

/** Adds a version to a locked policy and returns its number, one that the policy has never had. */
export async function addPolicyVersion(
  transaction: Queryable,
  policyName: string,
  policyDocument: string,
  now: number,
): Promise<number> {
  const [row] = await transaction.query<{ versionId: number }>(takeVersionId, [policyName, now]);
  if (row === undefined) throw new Error(`The policy ${policyName} is not locked.`);
  await transaction.query(insertVersion, [policyName, row.versionId, policyDocument, now]);
  return row.versionId;
}

/** Puts a version of a locked policy in force; the version must exist. */
export async function setDefaultVersion(
  transaction: Queryable,
  policyName: string,
  versionId: number,
  now: number,
): Promise<void> {
  await transaction.query(setDefault, [policyName, versionId, now]);
}

/** Deletes a version of a locked policy; false if there is none. */
export async function deletePolicyVersion(
  transaction: Queryable,
  policyName: string,
  versionId: number,
): Promise<boolean> {
  return (await transaction.query(removeVersion, [policyName, versionId])).length > 0;
}

/** Deletes a locked policy that is attached to nothing, with its versions. */
export async function deletePolicy(transaction: Queryable, policyName: string): Promise<void> {
  await transaction.query(remove, [policyName]);
}

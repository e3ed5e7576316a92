/** Policies of operators, and to whom they are attached. */
import type { OperatorName } from '../../domain/operator.ts';
import { type Queryable, statement } from '../database/database.ts';

export interface OperatorPolicy {
  readonly policyName: string;
  readonly policyDocument: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

const put = statement(
  'operatorPolicy.put',
  `INSERT INTO operator_policy (policy_name, policy_document, created_at, modified_at) VALUES ($1, $2, $3, $3)
   ON CONFLICT (policy_name) DO UPDATE SET policy_document = excluded.policy_document, modified_at = excluded.modified_at`,
);
const POLICY = `policy_name AS "policyName", policy_document AS "policyDocument", created_at AS "createdAt",
  modified_at AS "modifiedAt"`;
const find = statement('operatorPolicy.find', `SELECT ${POLICY} FROM operator_policy WHERE policy_name = $1`);
const hold = statement('operatorPolicy.hold', 'SELECT 1 FROM operator_policy WHERE policy_name = $1 FOR KEY SHARE');
const lock = statement('operatorPolicy.lock', 'SELECT 1 FROM operator_policy WHERE policy_name = $1 FOR UPDATE');
const list = statement(
  'operatorPolicy.list',
  `SELECT ${POLICY} FROM operator_policy WHERE policy_name > $1 ORDER BY policy_name LIMIT $2`,
);
const isAttached = statement(
  'operatorPolicy.isAttached',
  'SELECT 1 FROM operator_policy_attachment WHERE policy_name = $1 LIMIT 1',
);
const remove = statement('operatorPolicy.remove', 'DELETE FROM operator_policy WHERE policy_name = $1');
const attach = statement(
  'operatorPolicy.attach',
  `INSERT INTO operator_policy_attachment (operator_kind, operator_name, policy_name, attached_at)
   VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
);
const detach = statement(
  'operatorPolicy.detach',
  `DELETE FROM operator_policy_attachment WHERE operator_kind = $1 AND operator_name = $2 AND policy_name = $3
   RETURNING 1`,
);
const ofOperator = statement(
  'operatorPolicy.ofOperator',
  `SELECT a.policy_name AS "policyName", policy_document AS "policyDocument"
   FROM operator_policy_attachment a LEFT JOIN operator_policy p ON p.policy_name = a.policy_name
   WHERE operator_kind = $1 AND operator_name = $2 ORDER BY a.policy_name`,
);

/** Makes a policy or replaces its document. */
export async function putOperatorPolicy(
  transaction: Queryable,
  policyName: string,
  policyDocument: string,
  now: number,
): Promise<void> {
  await transaction.query(put, [policyName, policyDocument, now]);
}

export async function findOperatorPolicy(
  queryable: Queryable,
  policyName: string,
): Promise<OperatorPolicy | undefined> {
  return (await queryable.query<OperatorPolicy>(find, [policyName]))[0];
}

/** Holds a policy until the end of the transaction, against its deletion; false if there is none. */
export async function holdOperatorPolicy(transaction: Queryable, policyName: string): Promise<boolean> {
  return (await transaction.query(hold, [policyName])).length > 0;
}

/** Holds a policy until the end of the transaction, against deletion and new attachments; false if there is none. */
export async function lockOperatorPolicy(transaction: Queryable, policyName: string): Promise<boolean> {
  return (await transaction.query(lock, [policyName])).length > 0;
}

export function listOperatorPolicies(queryable: Queryable, after: string, limit: number): Promise<OperatorPolicy[]> {
  return queryable.query(list, [after, limit]);
}

export async function isOperatorPolicyAttached(queryable: Queryable, policyName: string): Promise<boolean> {
  return (await queryable.query(isAttached, [policyName])).length > 0;
}

/** Deletes a locked policy that is attached to nobody. */
export async function deleteOperatorPolicy(transaction: Queryable, policyName: string): Promise<void> {
  await transaction.query(remove, [policyName]);
}

/** Attaches a policy to a locked operator; again is no error. */
export async function attachOperatorPolicy(
  transaction: Queryable,
  { kind, name }: OperatorName,
  policyName: string,
  now: number,
): Promise<void> {
  await transaction.query(attach, [kind, name, policyName, now]);
}

/** False if it was not attached. */
export async function detachOperatorPolicy(
  transaction: Queryable,
  { kind, name }: OperatorName,
  policyName: string,
): Promise<boolean> {
  return (await transaction.query(detach, [kind, name, policyName])).length > 0;
}

/** The policies of an operator by name; those that are not stored, the ready-made ones, without a document. */
export function listPoliciesOfOperator(
  queryable: Queryable,
  { kind, name }: OperatorName,
): Promise<{ readonly policyName: string; readonly policyDocument: string | null }[]> {
  return queryable.query(ofOperator, [kind, name]);
}

/** Users and roles. */
import type { OperatorKind, OperatorName } from '../../domain/operator.ts';
import { type Queryable, statement } from '../database/database.ts';

export interface Operator extends OperatorName {
  readonly operatorId: string;
  readonly createdAt: number;
}

const insert = statement(
  'operator.insert',
  `INSERT INTO operator (operator_kind, operator_name, operator_id, created_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT DO NOTHING RETURNING 1`,
);
const OPERATOR = `operator_kind AS kind, operator_name AS name, operator_id AS "operatorId", created_at AS "createdAt"`;
const byName = statement(
  'operator.byName',
  `SELECT ${OPERATOR} FROM operator WHERE operator_kind = $1 AND operator_name = $2`,
);
const lock = statement(
  'operator.lock',
  'SELECT 1 FROM operator WHERE operator_kind = $1 AND operator_name = $2 FOR NO KEY UPDATE',
);
const list = statement(
  'operator.list',
  `SELECT ${OPERATOR}, ARRAY(SELECT policy_name FROM operator_policy_attachment a
     WHERE a.operator_kind = o.operator_kind AND a.operator_name = o.operator_name ORDER BY policy_name) AS "policyNames"
   FROM operator o WHERE operator_kind = $1 AND operator_name > $2 ORDER BY operator_name LIMIT $3`,
);
const remove = statement(
  'operator.remove',
  'DELETE FROM operator WHERE operator_kind = $1 AND operator_name = $2 RETURNING 1',
);

/** False if the name is taken. */
export async function insertOperator(transaction: Queryable, operator: Operator): Promise<boolean> {
  const { kind, name, operatorId, createdAt } = operator;
  return (await transaction.query(insert, [kind, name, operatorId, createdAt])).length > 0;
}

export async function findOperator(queryable: Queryable, { kind, name }: OperatorName): Promise<Operator | undefined> {
  return (await queryable.query<Operator>(byName, [kind, name]))[0];
}

/** Holds an operator until the end of the transaction, against its deletion and others who change its keys and policies. */
export async function lockOperator(transaction: Queryable, { kind, name }: OperatorName): Promise<boolean> {
  return (await transaction.query(lock, [kind, name])).length > 0;
}

/** Up to `limit` operators after a name, with the names of their policies. */
export function listOperators(
  queryable: Queryable,
  kind: OperatorKind,
  after: string,
  limit: number,
): Promise<(Operator & { readonly policyNames: string[] })[]> {
  return queryable.query(list, [kind, after, limit]);
}

/** Deletes an operator with its keys and attachments; false if there is none. */
export async function deleteOperator(transaction: Queryable, { kind, name }: OperatorName): Promise<boolean> {
  return (await transaction.query(remove, [kind, name])).length > 0;
}

/** Which policies are attached to which targets: certificates and thing groups, by ARN. */
import { type Queryable, statement } from '../database/database.ts';

export interface PolicyAttachment {
  readonly policyName: string;
  readonly target: string;
  readonly attachedAt: number;
}

const lockThingGroup = statement(
  'policyAttachment.lockThingGroup',
  `SELECT query_string IS NOT NULL AS "isDynamic" FROM thing_group WHERE thing_group_name = $1 FOR NO KEY UPDATE`,
);
const groupPath = statement('policyAttachment.groupPath', 'SELECT path FROM thing_group WHERE thing_group_name = $1');
const attach = statement(
  'policyAttachment.attach',
  'INSERT INTO policy_attachment (policy_name, target, attached_at) VALUES ($1, $2, $3)',
);
const detach = statement(
  'policyAttachment.detach',
  'DELETE FROM policy_attachment WHERE policy_name = $1 AND target = $2 RETURNING 1',
);
const detachAll = statement('policyAttachment.detachAll', 'DELETE FROM policy_attachment WHERE target = $1');
const namesOfTarget = statement(
  'policyAttachment.namesOfTarget',
  'SELECT policy_name AS "policyName" FROM policy_attachment WHERE target = $1 ORDER BY policy_name',
);
const hasTargets = statement(
  'policyAttachment.hasTargets',
  'SELECT 1 FROM policy_attachment WHERE policy_name = $1 LIMIT 1',
);
// A policy may be attached to a group and to its parent. Each target is read by itself, in index order, so that the
// planner cannot think of reading all attachments in the order of their policies.
const ofTargets = statement(
  'policyAttachment.ofTargets',
  `SELECT DISTINCT attached.policy_name AS "policyName"
   FROM unnest($1::text[]) AS given (target) CROSS JOIN LATERAL (
     SELECT policy_name FROM policy_attachment
     WHERE policy_attachment.target = given.target AND policy_name > $2 ORDER BY policy_name LIMIT $3
   ) AS attached
   ORDER BY attached.policy_name LIMIT $3`,
);
const COLUMNS = 'policy_name AS "policyName", target, attached_at AS "attachedAt"';
const policiesOldestFirst = statement(
  'policyAttachment.policiesOldestFirst',
  `SELECT ${COLUMNS} FROM policy_attachment WHERE target = $1 AND (attached_at, policy_name) > ($2, $3)
   ORDER BY attached_at, policy_name LIMIT $4`,
);
const policiesNewestFirst = statement(
  'policyAttachment.policiesNewestFirst',
  `SELECT ${COLUMNS} FROM policy_attachment WHERE target = $1 AND (attached_at, policy_name) < ($2, $3)
   ORDER BY attached_at DESC, policy_name DESC LIMIT $4`,
);
const targetsOldestFirst = statement(
  'policyAttachment.targetsOldestFirst',
  `SELECT ${COLUMNS} FROM policy_attachment WHERE policy_name = $1 AND (attached_at, target) > ($2, $3)
   ORDER BY attached_at, target LIMIT $4`,
);
const targetsNewestFirst = statement(
  'policyAttachment.targetsNewestFirst',
  `SELECT ${COLUMNS} FROM policy_attachment WHERE policy_name = $1 AND (attached_at, target) < ($2, $3)
   ORDER BY attached_at DESC, target DESC LIMIT $4`,
);

/**
 * Holds a thing group until the end of the transaction, against deletion and other attachments, and tells of which kind it
 * is; undefined if there is none.
 */
export async function lockThingGroupAsTarget(
  transaction: Queryable,
  thingGroupName: string,
): Promise<{ readonly isDynamic: boolean } | undefined> {
  const [group] = await transaction.query<{ isDynamic: boolean }>(lockThingGroup, [thingGroupName]);
  return group;
}

/** The names of a thing group's ancestors, from the root, and its own; empty if there is no such group. */
export async function listGroupAndAncestors(queryable: Queryable, thingGroupName: string): Promise<string[]> {
  const [row] = await queryable.query<{ path: string }>(groupPath, [thingGroupName]);
  return row === undefined ? [] : row.path.split('/').filter((name) => name !== '');
}

/** Attaches a policy that is not attached yet; both rows must be held. */
export async function attachPolicy(transaction: Queryable, attachment: PolicyAttachment): Promise<void> {
  await transaction.query(attach, [attachment.policyName, attachment.target, attachment.attachedAt]);
}

/** Detaches a policy; false if it was not attached. */
export async function detachPolicy(queryable: Queryable, policyName: string, target: string): Promise<boolean> {
  return (await queryable.query(detach, [policyName, target])).length > 0;
}

/** Detaches all policies of a target. To be called where a certificate or a thing group is deleted. */
export async function detachAllPolicies(transaction: Queryable, target: string): Promise<void> {
  await transaction.query(detachAll, [target]);
}

/** The names of all policies of a target; as many as the quota allows. */
export async function namesOfAttachedPolicies(queryable: Queryable, target: string): Promise<string[]> {
  const rows = await queryable.query<{ policyName: string }>(namesOfTarget, [target]);
  return rows.map((row) => row.policyName);
}

export async function isPolicyAttached(queryable: Queryable, policyName: string): Promise<boolean> {
  return (await queryable.query(hasTargets, [policyName])).length > 0;
}

/** Up to `limit` policies of any of the targets, each once, in the order of their names, after `after`. */
export async function listPoliciesOfTargets(
  queryable: Queryable,
  targets: readonly string[],
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await queryable.query<{ policyName: string }>(ofTargets, [targets, after, limit]);
  return rows.map((row) => row.policyName);
}

type Order = 'oldest first' | 'newest first';

/** Up to `limit` policies of one target in the order of their attachment, after a position in it. */
export function listAttachmentsOfTarget(
  queryable: Queryable,
  target: string,
  order: Order,
  after: readonly [attachedAt: number, policyName: string] | undefined,
  limit: number,
): Promise<PolicyAttachment[]> {
  return queryable.query(order === 'oldest first' ? policiesOldestFirst : policiesNewestFirst, [
    target,
    ...(after ?? beginning(order)),
    limit,
  ]);
}

/** Up to `limit` targets of one policy in the order of their attachment, after a position in it. */
export function listAttachmentsOfPolicy(
  queryable: Queryable,
  policyName: string,
  order: Order,
  after: readonly [attachedAt: number, target: string] | undefined,
  limit: number,
): Promise<PolicyAttachment[]> {
  return queryable.query(order === 'oldest first' ? targetsOldestFirst : targetsNewestFirst, [
    policyName,
    ...(after ?? beginning(order)),
    limit,
  ]);
}

/** A position before every other one. */
function beginning(order: Order): readonly [number, string] {
  return order === 'oldest first' ? [-1, ''] : [Number.MAX_SAFE_INTEGER, ''];
}

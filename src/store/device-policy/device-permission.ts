/**
 * What decides about a device's permissions: its thing, the thing's groups, and the policies attached to each
 * (docs/service/identity.md#which-policies-count).
 */
import { type Queryable, statement } from '../database/database.ts';

/** Whose permissions are asked: a certificate's ARN, and the client id or thing name that it comes with. */
export interface PermissionSubject {
  readonly principal: string;
  readonly name: string;
}

/** The thing of a connection. */
export interface ConnectionThing {
  readonly thingName: string;
  readonly thingTypeName: string | null;
  readonly attributes: Readonly<Record<string, string>>;
  /** The names of its groups and of their ancestors, each once. */
  readonly thingGroupNames: readonly string[];
}

export interface AttachedPolicy {
  readonly target: string;
  readonly policyName: string;
  readonly defaultVersionId: number;
}

export interface PolicyInForce {
  readonly policyName: string;
  readonly versionId: number;
  readonly policyDocument: string;
}

// An exclusive attachment is the only one of its principal, so the first one tells. A certificate that many things
// share is looked up by the name that it comes with. LATERAL with a LIMIT looks each row up by itself, also while
// nothing is known of the tables.
const things = statement(
  'devicePermission.things',
  `SELECT given.position::int AS position, thing.thing_name AS "thingName", thing.thing_type_name AS "thingTypeName",
     thing.attributes, member.paths
   FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given (principal, name, position)
   CROSS JOIN LATERAL (
     SELECT thing_name, thing_principal_type FROM thing_principal
     WHERE thing_principal.principal = given.principal ORDER BY thing_name LIMIT 1
   ) AS first
   CROSS JOIN LATERAL (
     SELECT thing_name FROM thing_principal
     WHERE thing_principal.principal = given.principal AND thing_principal.thing_name =
       CASE first.thing_principal_type WHEN 'EXCLUSIVE_THING' THEN first.thing_name ELSE given.name END
     LIMIT 1
   ) AS attached
   CROSS JOIN LATERAL (
     SELECT thing_name, thing_type_name, attributes FROM thing WHERE thing.thing_name = attached.thing_name LIMIT 1
   ) AS thing
   CROSS JOIN LATERAL (
     SELECT array_agg(placed.path) AS paths
     FROM thing_group_member CROSS JOIN LATERAL (
       SELECT path FROM thing_group WHERE thing_group.thing_group_id = thing_group_member.thing_group_id LIMIT 1
     ) AS placed
     WHERE thing_group_member.thing_name = attached.thing_name
   ) AS member`,
);
const attached = statement(
  'devicePermission.attached',
  `SELECT target, policy_attachment.policy_name AS "policyName", default_version_id AS "defaultVersionId"
   FROM policy_attachment CROSS JOIN LATERAL (
     SELECT default_version_id FROM policy WHERE policy.policy_name = policy_attachment.policy_name LIMIT 1
   ) AS policy
   WHERE target = ANY ($1::text[]) ORDER BY target, policy_attachment.policy_name`,
);
const inForce = statement(
  'devicePermission.inForce',
  `SELECT policy.policy_name AS "policyName", version_id AS "versionId", policy_document AS "policyDocument"
   FROM policy JOIN policy_version
     ON policy_version.policy_name = policy.policy_name AND version_id = policy.default_version_id
   WHERE policy.policy_name = ANY ($1::text[])`,
);

interface ThingRow extends Omit<ConnectionThing, 'thingGroupNames'> {
  readonly position: number;
  readonly paths: readonly string[] | null;
}

/**
 * The thing of each subject, in their order: the one that owns the certificate, else the one of that name which it is
 * attached to.
 */
export async function findConnectionThings(
  queryable: Queryable,
  subjects: readonly PermissionSubject[],
): Promise<(ConnectionThing | undefined)[]> {
  const principals = subjects.map(({ principal }) => principal);
  const names = subjects.map(({ name }) => name);
  const found = new Map<number, ConnectionThing>();
  for (const { position, paths, ...thing } of await queryable.query<ThingRow>(things, [principals, names])) {
    const groups = (paths ?? []).flatMap((path) => path.split('/')).filter((name) => name !== '');
    found.set(position, { ...thing, thingGroupNames: [...new Set(groups)].sort() });
  }
  return subjects.map((_, index) => found.get(index + 1));
}

/** The policies of each of the targets, in the order of targets and names; as many as the quota allows. */
export function listAttachedPolicies(queryable: Queryable, targets: readonly string[]): Promise<AttachedPolicy[]> {
  return queryable.query(attached, [targets]);
}

/** The default versions of those policies that exist. */
export function findPoliciesInForce(queryable: Queryable, policyNames: readonly string[]): Promise<PolicyInForce[]> {
  return queryable.query(inForce, [policyNames]);
}

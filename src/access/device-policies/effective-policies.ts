/** Reads the policies that count for a certificate with a client id afresh, for operations that report them. */
import { type Account, thingGroupArn } from '../../domain/arn.ts';
import { type CompiledStatement, compilePolicy } from '../../domain/policy-language/evaluate.ts';
import { parsePolicyDocument } from '../../domain/policy-language/policy-document.ts';
import { type CertificateNames, readCertificateNames } from '../../lib/certificate-names.ts';
import { decodePem } from '../../lib/pem.ts';
import type { Queryable } from '../../store/database/database.ts';
import {
  type ConnectionThing,
  findConnectionThings,
  findPoliciesInForce,
  listAttachedPolicies,
  type PolicyInForce,
} from '../../store/device-policy/device-permission.ts';

/** The database to read policies from, and the account whose ARNs they are attached to. */
export interface PolicySource {
  readonly database: Queryable;
  readonly settings: { readonly account: Account };
}

export interface EffectivePolicies {
  /** The thing of the connection, if it has one. */
  readonly thing: ConnectionThing | undefined;
  /** Sorted by name. */
  readonly policies: readonly PolicyInForce[];
}

/**
 * Reads the policies of a certificate, given by its ARN, and of the groups of the thing that it has with this client
 * id.
 */
export async function readEffectivePolicies(
  { database, settings }: PolicySource,
  subject: { readonly principal: string; readonly name: string },
): Promise<EffectivePolicies> {
  const [thing] = await findConnectionThings(database, [subject]);
  const groups = (thing?.thingGroupNames ?? []).map((name) => thingGroupArn(settings.account, name));
  const attached = await listAttachedPolicies(database, [subject.principal, ...groups]);
  return {
    thing,
    policies: await readPolicies(
      database,
      attached.map(({ policyName }) => policyName),
    ),
  };
}

/** Reads the policies of groups alone, given by their names. */
export async function readPoliciesOfGroups(
  { database, settings }: PolicySource,
  thingGroupNames: readonly string[],
): Promise<readonly PolicyInForce[]> {
  const targets = thingGroupNames.map((name) => thingGroupArn(settings.account, name));
  const attached = await listAttachedPolicies(database, targets);
  return readPolicies(
    database,
    attached.map(({ policyName }) => policyName),
  );
}

async function readPolicies(database: Queryable, policyNames: readonly string[]): Promise<readonly PolicyInForce[]> {
  const policies = await findPoliciesInForce(database, [...new Set(policyNames)]);
  return policies.sort((one, other) => (one.policyName < other.policyName ? -1 : 1));
}

/** Compiles the statements of a policy. Today's quota does not matter: the policy kept to it when it was stored. */
export function compileInForce({ policyName, policyDocument }: PolicyInForce): readonly CompiledStatement[] {
  return compilePolicy(policyName, parsePolicyDocument(policyDocument, Number.POSITIVE_INFINITY));
}

/** The names in a certificate, read when they are first asked for. */
export function namesIn(certificatePem: string): () => CertificateNames {
  let names: CertificateNames | undefined;
  return () => {
    names ??= readCertificateNames(decodePem(certificatePem, 'CERTIFICATE') ?? Buffer.alloc(0));
    return names;
  };
}

/** Stores policies for operators, attaches them, and tells what they would decide. */

import { OPERATOR_POLICY_CHARACTERS, type OperatorDirectory } from '../../access/operators/operator-directory.ts';
import { invalidRequest, resourceNotFound, ServiceError } from '../../contract/errors.ts';
import type { OperatorName } from '../../domain/operator.ts';
import { findManagedPolicy, managedPolicies } from '../../domain/operator-policies/index.ts';
import { evaluate } from '../../domain/policy-language/evaluate.ts';
import { parsePolicyDocument } from '../../domain/policy-language/policy-document.ts';
import { change } from '../../store/database/change.ts';
import { findOperator, lockOperator } from '../../store/operator/operator.ts';
import {
  attachOperatorPolicy as attachStoredPolicy,
  deleteOperatorPolicy as deleteStoredPolicy,
  detachOperatorPolicy as detachStoredPolicy,
  findOperatorPolicy,
  holdOperatorPolicy,
  isOperatorPolicyAttached,
  listPoliciesOfOperator,
  listOperatorPolicies as listStoredPolicies,
  lockOperatorPolicy,
  putOperatorPolicy as putStoredPolicy,
} from '../../store/operator/operator-policy.ts';
import type { OperationContext } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';
import { type OperatorTools, operatorNotFound } from './tools.ts';

export interface OperatorPolicyDescription {
  readonly policyName: string;
  readonly description?: string;
  readonly readyMade: boolean;
  readonly policyDocument: string;
}

/** As in IAM. */
const POLICIES_PER_OPERATOR = 20;

/** MalformedPolicyException for a document that is none. A ready-made policy cannot be replaced. */
export async function putOperatorPolicy(
  context: OperationContext,
  { wallClock }: OperatorTools,
  policyName: string,
  policyDocument: string,
): Promise<void> {
  refuseReadyMade(policyName);
  parsePolicyDocument(policyDocument, OPERATOR_POLICY_CHARACTERS);
  await change(context.database, context.signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    await putStoredPolicy(transaction, policyName, policyDocument, wallClock.now());
  });
}

/** ResourceNotFoundException if there is none. */
export async function getOperatorPolicy(
  { database }: OperationContext,
  policyName: string,
): Promise<OperatorPolicyDescription> {
  const managed = findManagedPolicy(policyName);
  if (managed !== undefined) return { ...managed, readyMade: true };
  const found = await findOperatorPolicy(database, policyName);
  if (found === undefined) throw policyNotFound(policyName);
  return { policyName, readyMade: false, policyDocument: found.policyDocument };
}

/** The ready-made policies come with the first page. */
export async function listOperatorPolicies(
  { database }: OperationContext,
  input: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
) {
  const page = pageOf('ListOperatorPolicies', input, {}, ['string']);
  const rows = await listStoredPolicies(database, page.after?.[0] ?? '', page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, ({ policyName }) => [policyName]);
  const readyMade = page.after === undefined ? managedPolicies.map((policy) => ({ ...policy, readyMade: true })) : [];
  const stored = items.map(({ policyDocument, policyName }) => ({ policyName, policyDocument, readyMade: false }));
  return { policies: [...readyMade, ...stored], nextToken };
}

/** DeleteConflictException while it is attached to anybody. */
export async function deleteOperatorPolicy(context: OperationContext, policyName: string): Promise<void> {
  refuseReadyMade(policyName);
  await change(context.database, context.signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    if (!(await lockOperatorPolicy(transaction, policyName))) throw policyNotFound(policyName);
    if (await isOperatorPolicyAttached(transaction, policyName)) {
      throw new ServiceError('DeleteConflictException', `The policy ${policyName} is attached: detach it first.`);
    }
    await deleteStoredPolicy(transaction, policyName);
  });
}

/** Again is no error. ResourceNotFoundException if policy or operator is unknown. */
export async function attachOperatorPolicy(
  context: OperationContext,
  { wallClock }: OperatorTools,
  policyName: string,
  operator: OperatorName,
): Promise<void> {
  await change(context.database, context.signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    if (!(await lockOperator(transaction, operator))) throw operatorNotFound(operator);
    const exists = findManagedPolicy(policyName) !== undefined || (await holdOperatorPolicy(transaction, policyName));
    if (!exists) throw policyNotFound(policyName);
    await attachStoredPolicy(transaction, operator, policyName, wallClock.now());
    if ((await listPoliciesOfOperator(transaction, operator)).length > POLICIES_PER_OPERATOR) {
      throw new ServiceError(
        'LimitExceededException',
        `A ${operator.kind} can have at most ${POLICIES_PER_OPERATOR} policies.`,
      );
    }
  });
}

/** ResourceNotFoundException if it is not attached. */
export async function detachOperatorPolicy(
  context: OperationContext,
  policyName: string,
  operator: OperatorName,
): Promise<void> {
  await change(context.database, context.signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    if (await detachStoredPolicy(transaction, operator, policyName)) return;
    throw resourceNotFound(`The policy ${policyName} is not attached to the ${operator.kind} ${operator.name}.`);
  });
}

export interface Simulation {
  readonly action: string;
  /** An ARN; `*` if absent. */
  readonly resource?: string | undefined;
  /** Values of condition keys; what is not given is missing, as it may be in a request. */
  readonly context?: Readonly<Record<string, string>> | undefined;
}

/** What the policies of an operator say to one action on one resource, and which statement decides. */
export async function simulateOperatorPolicies(
  { database }: OperationContext,
  directory: OperatorDirectory,
  operator: OperatorName,
  { action, context = {}, resource = '*' }: Simulation,
): Promise<{ readonly decision: string; readonly policyName?: string; readonly statement?: string }> {
  if ((await findOperator(database, operator)) === undefined) throw operatorNotFound(operator);
  const { statements } = await directory.policiesOf(operator);
  // Of a user some keys are always the same; what is given goes before.
  const known = operator.kind === 'user' ? { 'aws:username': operator.name, 'aws:PrincipalType': 'User' } : {};
  const given = new Map(Object.entries({ ...known, ...context }).map(([key, value]) => [key.toLowerCase(), [value]]));
  const decision = evaluate(statements, {
    actions: [action],
    resource,
    context: (key) => given.get(key.toLowerCase()),
  });
  if (decision.outcome === 'implicit deny') return { decision: decision.outcome };
  const { policyName, statement } = decision.by;
  return { decision: decision.outcome, policyName, statement: String(statement) };
}

function refuseReadyMade(policyName: string): void {
  if (findManagedPolicy(policyName) === undefined) return;
  throw invalidRequest(`The policy ${policyName} is ready-made: it cannot be changed. Choose another name.`);
}

function policyNotFound(policyName: string): ServiceError {
  return resourceNotFound(`There is no policy ${policyName}.`);
}

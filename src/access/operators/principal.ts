/** Who has signed a request: root, or a user, or the session of a role. */
import type { Account } from '../../domain/arn.ts';
import { type OperatorName, operatorArn, rootArn } from '../../domain/operator.ts';
import type { CompiledStatement } from '../../domain/policy-language/evaluate.ts';

export interface OperatorPrincipal {
  readonly arn: string;
  /** Absent for root only. */
  readonly operator?: Operator;
}

export interface Operator extends OperatorName {
  /** What policies know as `aws:userid`. */
  readonly userId: string;
  /** What a session may do at most; absent if that is all that its role may. */
  readonly sessionPolicy?: OperatorPolicies;
}

export interface OperatorPolicies {
  readonly statements: readonly CompiledStatement[];
  /** Whether any of them asks for the tags of resources, which then have to be read. */
  readonly askForResourceTags: boolean;
}

export function rootPrincipal(account: Account): OperatorPrincipal {
  return { arn: rootArn(account) };
}

/** Whether policies are not asked at all. Whoever is not known as root by name is not root. */
export function isRoot({ arn, operator }: OperatorPrincipal, account: Account): boolean {
  return operator === undefined && arn === rootArn(account);
}

/** The principal of a key of an operator. */
export function operatorPrincipal(
  account: Account,
  { kind, name }: OperatorName,
  operatorId: string,
  sessionName: string | undefined,
  sessionPolicy?: OperatorPolicies,
): OperatorPrincipal {
  const userId = kind === 'user' ? operatorId : `${operatorId}:${sessionName ?? ''}`;
  return {
    arn: operatorArn(account, { kind, name }, sessionName),
    operator: { kind, name, userId, ...(sessionPolicy && { sessionPolicy }) },
  };
}

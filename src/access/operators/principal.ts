/** Who signed a request: root, a user, or a session of a role. */
import type { Account } from '../../domain/arn.ts';
import { type OperatorName, operatorArn, rootArn } from '../../domain/operator.ts';
import type { CompiledStatement } from '../../domain/policy-language/evaluate.ts';

export interface OperatorPrincipal {
  readonly arn: string;
  /** Absent for root only. */
  readonly operator?: Operator;
}

export interface Operator extends OperatorName {
  /** The value of `aws:userid` in policies. */
  readonly userId: string;
  /** The most that a session may do; absent if it may do all that its role may. */
  readonly sessionPolicy?: OperatorPolicies;
}

export interface OperatorPolicies {
  readonly statements: readonly CompiledStatement[];
  /** True if any of the policies asks for the tags of resources, which then have to be read. */
  readonly askForResourceTags: boolean;
}

export function rootPrincipal(account: Account): OperatorPrincipal {
  return { arn: rootArn(account) };
}

/** True if policies are not asked at all. Only the principal with root's own name is root. */
export function isRoot({ arn, operator }: OperatorPrincipal, account: Account): boolean {
  return operator === undefined && arn === rootArn(account);
}

/** Makes the principal for an operator's key. */
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

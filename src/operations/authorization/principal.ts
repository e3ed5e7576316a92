/** Who has signed a request: root, or a user, or the session of a role. */
import type { Account } from '../../domain/arn.ts';
import { type OperatorName, operatorArn, rootArn } from '../../domain/operator.ts';

export interface OperatorPrincipal {
  readonly arn: string;
  /** Absent for root only. */
  readonly operator?: Operator;
}

export interface Operator extends OperatorName {
  /** What policies know as `aws:userid`. */
  readonly userId: string;
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
): OperatorPrincipal {
  const userId = kind === 'user' ? operatorId : `${operatorId}:${sessionName ?? ''}`;
  return { arn: operatorArn(account, { kind, name }, sessionName), operator: { kind, name, userId } };
}

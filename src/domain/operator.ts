/**
 * Users and roles: their ARNs, and the values that policies know them by
 * (docs/service/identity.md#users-roles-and-root).
 */
import type { Account } from './arn.ts';

export type OperatorKind = 'user' | 'role';

export interface OperatorName {
  readonly kind: OperatorKind;
  readonly name: string;
}

/** The ARN by which a caller is known; for a role it includes the session. */
export function operatorArn(
  { accountId, partition }: Account,
  { kind, name }: OperatorName,
  sessionName: string | undefined,
): string {
  return kind === 'user'
    ? `arn:${partition}:iam::${accountId}:user/${name}`
    : `arn:${partition}:sts::${accountId}:assumed-role/${name}/${sessionName ?? ''}`;
}

export function rootArn({ accountId, partition }: Account): string {
  return `arn:${partition}:iam::${accountId}:root`;
}

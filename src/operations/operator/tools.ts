/** What the operations on users, roles, keys and policies use besides their context. */
import { invalidRequest, resourceNotFound, type ServiceError } from '../../contract/errors.ts';
import type { OperatorName } from '../../domain/operator.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Seal } from '../../lib/seal.ts';

export interface OperatorTools {
  readonly seal: Seal;
  /** The wall clock: keys and signatures know no other. */
  readonly wallClock: Clock;
}

export function operatorNotFound({ kind, name }: OperatorName): ServiceError {
  return resourceNotFound(`There is no ${kind} ${name}.`);
}

export function accessKeyNotFound(accessKeyId: string): ServiceError {
  return resourceNotFound(`There is no access key ${accessKeyId}.`);
}

/** The user or the role of an input. InvalidRequestException unless it names exactly one. */
export function namedOperator(input: {
  readonly userName?: string | undefined;
  readonly roleName?: string | undefined;
}): OperatorName {
  const { roleName, userName } = input;
  if (userName !== undefined && roleName === undefined) return { kind: 'user', name: userName };
  if (roleName !== undefined && userName === undefined) return { kind: 'role', name: roleName };
  throw invalidRequest('Give either userName or roleName.');
}

/** Makes, lists and deletes users and roles, which are alike in nearly everything. */
import { invalidRequest, resourceNotFound, ServiceError } from '../../contract/errors.ts';
import { type OperatorKind, type OperatorName, operatorArn } from '../../domain/operator.ts';
import { change } from '../../store/database/change.ts';
import {
  deleteOperator as deleteStoredOperator,
  insertOperator,
  listOperators as listStoredOperators,
} from '../../store/operator/operator.ts';
import type { OperationContext } from '../context.ts';
import type { ExtensionRequest } from '../extensions/context.ts';
import { cutPage, pageOf } from '../page.ts';
import { newOperatorId } from './credentials.ts';

export interface OperatorDescription {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly policyNames: readonly string[];
}

/** ResourceAlreadyExistsException if the name is taken. */
export async function createOperator(context: ExtensionRequest, operator: OperatorName): Promise<OperatorDescription> {
  const { kind, name } = operator;
  const arn = arnOf(context, operator);
  const createdAt = context.wallClock.now();
  await context.database.transaction(async (transaction) => {
    if (await insertOperator(transaction, { kind, name, operatorId: newOperatorId(kind), createdAt })) return;
    throw new ServiceError('ResourceAlreadyExistsException', `The ${kind} ${name} exists already.`, {
      resourceId: name,
      resourceArn: arn,
    });
  });
  return { name, arn, createdAt, policyNames: [] };
}

/** A page of operators of a kind, by name. */
export async function listOperators(
  context: OperationContext,
  kind: OperatorKind,
  input: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
): Promise<{ readonly operators: readonly OperatorDescription[]; readonly nextToken: string | undefined }> {
  const page = pageOf(kind === 'user' ? 'ListUsers' : 'ListRoles', input, {}, ['string']);
  const rows = await listStoredOperators(context.database, kind, page.after?.[0] ?? '', page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, ({ name }) => [name]);
  const operators = items.map((row) => {
    const { createdAt, name, policyNames } = row;
    return { name, arn: arnOf(context, row), createdAt, policyNames };
  });
  return { operators, nextToken };
}

/** ResourceNotFoundException if there is none. */
export async function deleteOperator({ database, signals }: OperationContext, operator: OperatorName): Promise<void> {
  await change(database, signals, async (transaction, effects) => {
    effects.raise({ kind: 'operators changed' });
    if (!(await deleteStoredOperator(transaction, operator))) throw operatorNotFound(operator);
  });
}

export function operatorNotFound({ kind, name }: OperatorName): ServiceError {
  return resourceNotFound(`There is no ${kind} ${name}.`);
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

/** A role has an ARN of its own kind; that of its sessions differs. */
function arnOf({ settings }: OperationContext, { kind, name }: OperatorName): string {
  const { accountId, partition } = settings.account;
  return kind === 'user'
    ? operatorArn(settings.account, { kind, name }, undefined)
    : `arn:${partition}:iam::${accountId}:role/${name}`;
}

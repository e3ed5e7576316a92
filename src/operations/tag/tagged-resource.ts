/** The resource that a tag operation names. */
import { invalidRequest, resourceNotFound } from '../../contract/errors.ts';
import { parseArn } from '../../domain/arn.ts';
import type { Queryable } from '../../store/database/database.ts';
import { isTaggable, lockTaggedResource } from '../../store/thing/tag.ts';
import type { OperationContext } from '../context.ts';

const ARN = /^arn:[!-~]{1,1596}$/;

/**
 * Runs `work` in a transaction that holds the resource. InvalidRequestException for an ARN that is malformed, foreign
 * or of a kind that has no tags; ResourceNotFoundException if there is no such resource
 * (docs/service/registry.md#what-can-be-tagged).
 */
export async function withTaggedResource<T>(
  context: OperationContext,
  resourceArn: string,
  work: (transaction: Queryable) => Promise<T>,
): Promise<T> {
  const parsed = ARN.test(resourceArn) ? parseArn(context.settings.account, resourceArn) : undefined;
  if (parsed === undefined)
    throw invalidRequest('The resourceArn is not the ARN of a resource of this account and Region.');
  const { type, name } = parsed;
  if (!isTaggable(type)) throw invalidRequest(`Resources of the type ${type} cannot have tags.`);
  return context.database.transaction(async (transaction) => {
    if (!(await lockTaggedResource(transaction, type, name))) {
      throw resourceNotFound(`Resource ${resourceArn} does not exist.`);
    }
    return work(transaction);
  });
}

import { invalidRequest } from '../../contract/errors.ts';
import { listTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { withTaggedResource } from './tagged-resource.ts';

/** All tags at once, since a resource has few; so no token was ever given. */
export const listTagsForResource: Handler<'ListTagsForResource'> = async (context, { resourceArn, nextToken }) => {
  if (nextToken !== undefined) throw invalidRequest('The nextToken is not one that this list has given.');
  const tags = await withTaggedResource(context, resourceArn, (transaction) => listTags(transaction, resourceArn));
  return { tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
};

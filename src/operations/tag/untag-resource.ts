import { removeTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { withTaggedResource } from './tagged-resource.ts';

export const untagResource: Handler<'UntagResource'> = async (context, { resourceArn, tagKeys }) => {
  await withTaggedResource(context, resourceArn, (transaction) => removeTags(transaction, resourceArn, tagKeys));
  return {};
};

import { checkTagCount, checkTags } from '../../domain/tags.ts';
import { countTags, putTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { withTaggedResource } from './tagged-resource.ts';

export const tagResource: Handler<'TagResource'> = async (context, { resourceArn, tags }) => {
  const { tagsPerResource } = context.settings.quotas;
  const checkedTags = checkTags(tags, tagsPerResource);
  await withTaggedResource(context, resourceArn, async (transaction) => {
    await putTags(transaction, resourceArn, checkedTags);
    checkTagCount(await countTags(transaction, resourceArn), tagsPerResource);
  });
  return {};
};

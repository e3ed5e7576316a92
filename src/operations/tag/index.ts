import type { tagOperations } from '../../contract/operations/tag/index.ts';
import type { Handlers } from '../context.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';

/** What answers the tag operations. */
export const tagHandlers: Handlers<typeof tagOperations> = {
  ListTagsForResource: listTagsForResource,
  TagResource: tagResource,
  UntagResource: untagResource,
};

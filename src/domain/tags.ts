/**
 * The rules for a set of tags (docs/service/registry.md#what-tags-look-like and docs/service/limits.md#sizes-of-tags).
 */
import { invalidRequest, ServiceError } from '../contract/errors.ts';
import type { TypeOf } from '../contract/shape.ts';
import type { tagList } from '../contract/shapes/common.ts';

/** Tags as requests send them. */
export type TagList = TypeOf<typeof tagList>;

export interface Tag {
  readonly key: string;
  readonly value: string;
}

const RESERVED_PREFIX = 'aws:';

/**
 * The tags of a request. Throws InvalidRequestException for a repeated key, a key with the reserved prefix or a missing
 * value, and LimitExceededException for more tags than a resource may have.
 */
export function checkTags(tags: TagList, tagsPerResource: number): readonly Tag[] {
  const keys = new Set<string>();
  const checked = tags.map(({ Key: key, Value: value }) => {
    if (key.toLowerCase().startsWith(RESERVED_PREFIX)) {
      throw invalidRequest(`The tag key ${key} is not allowed: the prefix ${RESERVED_PREFIX} is reserved.`);
    }
    if (keys.has(key)) throw invalidRequest(`The tag key ${key} occurs more than once. Keys must be unique.`);
    keys.add(key);
    if (value === undefined) throw invalidRequest(`The tag ${key} has no value. A value may be empty, but not null.`);
    // PostgreSQL cannot store this character in a text, and other tag stores refuse it too.
    if (value.includes('\0'))
      throw invalidRequest(`The value of the tag ${key} holds a character that is not allowed.`);
    return { key, value };
  });
  checkTagCount(checked.length, tagsPerResource);
  return checked;
}

/** Throws LimitExceededException if a resource would have more tags than allowed. */
export function checkTagCount(count: number, tagsPerResource: number): void {
  if (count > tagsPerResource) {
    throw new ServiceError('LimitExceededException', `A resource can have at most ${tagsPerResource} tags.`);
  }
}

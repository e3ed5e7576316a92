/** Tags of packages travel as one object. */
import { checkTags, type Tag } from '../../domain/tags.ts';
import type { OperationContext } from '../context.ts';

/** The tags of a request, checked like any others. */
export function checkTagMap(
  { settings }: OperationContext,
  tags: Readonly<Record<string, string>> | undefined,
): readonly Tag[] {
  const list = Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  return checkTags(list, settings.quotas.tagsPerResource);
}

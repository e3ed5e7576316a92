/** Reads a list to its end, as a client does. */
import assert from 'node:assert/strict';

const MAXIMUM_PAGES = 1000;

interface PageAnswer {
  readonly nextToken?: string | undefined;
}

/**
 * All items of a list, page by page, with the sizes of the pages in turn. Fails if a page is larger than asked for, or if
 * the list does not end.
 */
export async function readAll<Answer extends PageAnswer, Item>(
  ask: (page: { maxResults: number; nextToken?: string }) => Promise<Answer>,
  itemsOf: (answer: Answer) => readonly Item[] | undefined,
  sizes: readonly number[] = [2, 1, 3],
): Promise<Item[]> {
  const all: Item[] = [];
  let nextToken: string | undefined;
  for (let pages = 0; pages < MAXIMUM_PAGES; pages += 1) {
    const maxResults = sizes[pages % sizes.length] ?? 1;
    const answer = await ask({ maxResults, ...(nextToken === undefined ? {} : { nextToken }) });
    const items = itemsOf(answer) ?? [];
    assert.ok(items.length <= maxResults, `a page of ${items.length} where ${maxResults} were asked for`);
    all.push(...items);
    nextToken = answer.nextToken;
    if (nextToken === undefined) return all;
  }
  assert.fail(`the list does not end after ${MAXIMUM_PAGES} pages`);
}

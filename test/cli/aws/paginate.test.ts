import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Input,
  PaginationError,
  type Paging,
  type PagingOptions,
  paginate,
  pagingOf,
} from '../../../src/cli/aws/paginate.ts';
import { controlPlaneOperations, deviceOperations } from '../../../src/contract/operations/index.ts';

const paging: Paging = { inputToken: 'nextToken', outputToken: 'nextToken', limit: 'maxResults', resultKey: 'jobs' };
const all = ['a', 'b', 'c', 'd', 'e'];

/** Five items, two per page; a token `Tn` begins at item n. */
async function list(options: PagingOptions) {
  const inputs: Input[] = [];
  const pages = paginate(paging, { status: 'X' }, options, async (input) => {
    inputs.push(input);
    const begin = Number(String(input['nextToken'] ?? 'T0').slice(1));
    const end = begin + 2;
    return { jobs: all.slice(begin, end), ...(end < all.length ? { nextToken: `T${end}` } : {}) };
  });
  const items: unknown[] = [];
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) items.push(...(step.value['jobs'] as readonly unknown[]));
  return { items, inputs, nextToken: step.value };
}

const decode = (token: string | undefined) => Buffer.from(token ?? '', 'base64').toString();

describe('pages', () => {
  test('are asked for until no token is left', async () => {
    const { inputs, items, nextToken } = await list({ pageSize: 7 });
    assert.deepEqual(items, all);
    assert.equal(nextToken, undefined);
    assert.deepEqual(inputs, [
      { status: 'X', maxResults: 7 },
      { status: 'X', maxResults: 7, nextToken: 'T2' },
      { status: 'X', maxResults: 7, nextToken: 'T4' },
    ]);
  });

  test('that are cut tell where to go on, in the form of the original', async () => {
    const cuts: readonly (readonly [maxItems: number, token: string])[] = [
      [1, '{"nextToken": null, "boto_truncate_amount": 1}'],
      [2, '{"nextToken": "T2"}'],
      [3, '{"nextToken": "T2", "boto_truncate_amount": 1}'],
      [4, '{"nextToken": "T4"}'],
    ];
    for (const [maxItems, token] of cuts) {
      const first = await list({ maxItems });
      assert.deepEqual(first.items, all.slice(0, maxItems));
      assert.equal(first.inputs.length, Math.ceil(maxItems / 2));
      assert.equal(decode(first.nextToken), token);
      const rest = await list({ startingToken: first.nextToken ?? '' });
      assert.deepEqual(rest.items, all.slice(maxItems));
      const next = await list({ startingToken: first.nextToken ?? '', maxItems: 1 });
      assert.deepEqual(next.items, all.slice(maxItems, maxItems + 1));
    }
    assert.equal((await list({ maxItems: 5 })).nextToken, undefined);
  });

  test('begin at a token of the server itself too', async () => {
    assert.deepEqual((await list({ startingToken: 'T4' })).items, ['e']);
  });

  test('end with an error where the server would never end', async () => {
    const endless = paginate(paging, {}, {}, async () => ({ jobs: [], nextToken: 'same' }));
    await assert.rejects(async () => {
      for await (const page of endless) assert.deepEqual(page['jobs'], []);
    }, PaginationError);
  });
});

test('the contract tells which operations come in pages', () => {
  const operations = [...Object.values(controlPlaneOperations), ...Object.values(deviceOperations)];
  const paged = operations.filter((operation) => pagingOf(operation) !== undefined).map(({ name }) => name);
  assert.ok(paged.length >= 26, paged.join());
  assert.ok(!paged.includes('SearchIndex'));
  assert.deepEqual(pagingOf(controlPlaneOperations.ListJobs), paging);
  assert.deepEqual(pagingOf(controlPlaneOperations.ListPolicies), {
    inputToken: 'marker',
    outputToken: 'nextMarker',
    limit: 'pageSize',
    resultKey: 'policies',
  });
  assert.deepEqual(pagingOf(controlPlaneOperations.ListTagsForResource), {
    inputToken: 'nextToken',
    outputToken: 'nextToken',
    resultKey: 'tags',
  });
});

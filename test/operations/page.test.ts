import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutPage, cutSparsePage, pageOf } from '../../src/operations/page.ts';

const filters = { thingTypeName: 'sensor' };

function secondToken(): string {
  const page = pageOf('ListThings', { maxResults: 2 }, filters, ['string', 'number']);
  const { nextToken } = cutPage(page, ['a', 'b', 'c'], (row) => [row, row.charCodeAt(0)]);
  assert.ok(nextToken !== undefined);
  return nextToken;
}

test('a page has 25 items when the caller names no number', () => {
  assert.equal(pageOf('ListThings', {}, {}, ['string']).limit, 25);
});

test('the next page begins after the last item of the page before', () => {
  const page = pageOf('ListThings', { nextToken: secondToken(), maxResults: 7 }, filters, ['string', 'number']);
  assert.deepEqual(page.after, ['b', 98]);
  assert.equal(page.limit, 7);
});

test('the last page has no token, also when it is full', () => {
  const page = pageOf('ListThings', { maxResults: 2 }, filters, ['string']);
  assert.deepEqual(
    cutPage(page, ['a', 'b'], (row) => [row]),
    { items: ['a', 'b'], nextToken: undefined },
  );
});

test('a token satisfies the pattern and length of markers, whatever the position holds', () => {
  const page = pageOf('ListPolicies', { maxResults: 1 }, {}, ['string']);
  const { nextToken } = cutPage(page, ['é~?>'.repeat(30), ''], (row) => [row]);
  assert.match(nextToken ?? '', /^[A-Za-z0-9+/]{1,1024}={0,2}$/);
});

test('a token with other filters, of another list or of another shape is refused', () => {
  const nextToken = secondToken();
  const refused = { name: 'InvalidRequestException' };
  assert.throws(() => pageOf('ListThings', { nextToken }, {}, ['string', 'number']), refused);
  assert.throws(() => pageOf('ListJobs', { nextToken }, filters, ['string', 'number']), refused);
  assert.throws(() => pageOf('ListThings', { nextToken }, filters, ['string']), refused);
  assert.throws(() => pageOf('ListThings', { nextToken }, filters, ['number', 'string']), refused);
});

test('a token that no list has given is refused', () => {
  const hash = Buffer.from(secondToken(), 'hex').toString().slice(0, 16);
  const forged = (text: string) => Buffer.from(text).toString('hex');
  const tokens = [
    '',
    'x',
    secondToken().toUpperCase(),
    secondToken().slice(0, -1),
    `${secondToken()}00`,
    forged(`${hash}["a`),
    forged(`${hash}["a\\u0000", 1]`),
    forged(`${hash}["a", 1e300]`),
    forged(`${hash}[null, 1]`),
  ];
  for (const nextToken of tokens) {
    assert.throws(
      () => pageOf('ListThings', { nextToken }, filters, ['string', 'number']),
      { name: 'InvalidRequestException' },
      nextToken,
    );
  }
});

test('a page of rows that do not belong to the list has no items, and the next one begins after them', () => {
  const page = pageOf('ListThings', { maxResults: 2 }, filters, ['string']);
  const cut = (rows: string[], scanLimit: number) =>
    cutSparsePage(
      page,
      rows,
      scanLimit,
      (row) => row.startsWith('x'),
      (row) => [row],
    );
  const nextOf = (nextToken: string | undefined) =>
    pageOf('ListThings', nextToken === undefined ? {} : { nextToken }, filters, ['string']).after;
  const none = cut(['a', 'b', 'c'], 3);
  assert.deepEqual(none.items, []);
  assert.deepEqual(nextOf(none.nextToken), ['c']);
  const full = cut(['x1', 'a', 'x2', 'x3', 'b'], 5);
  assert.deepEqual(full.items, ['x1', 'x2']);
  assert.deepEqual(nextOf(full.nextToken), ['x2']);
  assert.deepEqual(cut(['x1', 'a'], 3), { items: ['x1'], nextToken: undefined });
  assert.deepEqual(cut([], 3), { items: [], nextToken: undefined });
});

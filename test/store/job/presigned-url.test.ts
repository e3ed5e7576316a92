import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ObjectStore, StoredObject } from '../../../src/lib/object-store.ts';
import { createPresignedUrls, type PresignedUrlOptions } from '../../../src/store/job/presigned-url.ts';
import { TEST_START } from '../../support/context.ts';

const OBJECT = 'https://s3.amazonaws.com/firmware/image';

/** Signs with a running number, so that a test sees which signature it got. */
function setUp(options: Partial<PresignedUrlOptions> = {}) {
  let present = TEST_START;
  const signed: { readonly object: StoredObject; readonly expiresInSec: number; readonly signedAt: number }[] = [];
  const unresolved: string[] = [];
  const objectStore: ObjectStore = {
    readText: () => Promise.reject(new Error('Nobody reads here.')),
    presign: async (object, expiresInSec, signedAt) => {
      signed.push({ object, expiresInSec, signedAt });
      return `https://example.com/${object.key}?${signed.length}`;
    },
    close: () => undefined,
  };
  const urls = createPresignedUrls({
    objectStore,
    clock: { now: () => present },
    onUnresolved: (objectUrl) => unresolved.push(objectUrl),
    ...options,
  });
  const advance = (ms: number) => {
    present += ms;
  };
  return { urls, signed, unresolved, advance };
}

test('an execution gets the same URL while more than half of its lifetime is left, then a new one', async () => {
  const { advance, signed, urls } = setUp();
  const first = await urls.urlFor('execution', OBJECT, 60);
  advance(29_999);
  assert.equal(await urls.urlFor('execution', OBJECT, 60), first);
  advance(1);
  const second = await urls.urlFor('execution', OBJECT, 60);
  assert.notEqual(second, first);
  advance(29_999);
  assert.equal(await urls.urlFor('execution', OBJECT, 60), second);
  assert.deepEqual(signed[0], {
    object: { bucket: 'firmware', key: 'image' },
    expiresInSec: 60,
    signedAt: TEST_START,
  });
  assert.equal(signed.length, 2);
});

test('half of the lifetime counts from the second in the signature', async () => {
  const { advance, urls } = setUp();
  advance(999);
  const first = await urls.urlFor('execution', OBJECT, 60);
  advance(29_001);
  assert.notEqual(await urls.urlFor('execution', OBJECT, 60), first);
});

test('executions that ask within the same second share one signature, later ones get their own', async () => {
  const { advance, signed, urls } = setUp();
  const names = Array.from({ length: 1_000 }, (_, index) => `thing-${index} 1 1`);
  const shared = new Set(await Promise.all(names.map((name) => urls.urlFor(name, OBJECT, 3_600))));
  assert.equal(shared.size, 1);
  advance(1_000);
  assert.ok(!shared.has(await urls.urlFor('late 1 1', OBJECT, 3_600)));
  assert.ok(shared.has(await urls.urlFor('thing-0 1 1', OBJECT, 3_600)));
  assert.equal(signed.length, 2);
});

test('other objects and other lifetimes have other URLs', async () => {
  const { urls } = setUp();
  const made = [
    await urls.urlFor('a', OBJECT, 60),
    await urls.urlFor('a', `${OBJECT}2`, 60),
    await urls.urlFor('b', OBJECT, 61),
  ];
  assert.equal(new Set(made).size, 3);
});

test('two who ask for one execution at the same time get the same URL', async () => {
  const { urls } = setUp();
  const [one, other] = await Promise.all([urls.urlFor('a', OBJECT, 60), urls.urlFor('a', OBJECT, 60)]);
  assert.equal(one, other);
});

test('only so many URLs are remembered, the least recently used going first', async () => {
  const { advance, urls } = setUp({ maximumUrls: 2 });
  const a = await urls.urlFor('a', OBJECT, 3_600);
  advance(1_000);
  const b = await urls.urlFor('b', OBJECT, 3_600);
  assert.equal(await urls.urlFor('a', OBJECT, 3_600), a);
  advance(1_000);
  await urls.urlFor('c', OBJECT, 3_600);
  assert.equal(await urls.urlFor('a', OBJECT, 3_600), a);
  assert.notEqual(await urls.urlFor('b', OBJECT, 3_600), b);
});

test('what cannot be signed is noted once in a second, and tried again in the next', async () => {
  const without = setUp({ objectStore: undefined });
  for (const name of ['a', 'b', 'a']) assert.equal(await without.urls.urlFor(name, OBJECT, 60), undefined);
  assert.deepEqual(without.unresolved, [OBJECT]);
  without.advance(1_000);
  assert.equal(await without.urls.urlFor('a', OBJECT, 60), undefined);
  assert.deepEqual(without.unresolved, [OBJECT, OBJECT]);
  const { unresolved, urls } = setUp();
  assert.equal(await urls.urlFor('a', 'https://example.com/no-object', 60), undefined);
  assert.deepEqual(unresolved, ['https://example.com/no-object']);
});

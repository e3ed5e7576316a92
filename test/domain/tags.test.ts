import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTags } from '../../src/domain/tags.ts';
import { refusal } from '../support/refusal.ts';

const tags = (...keys: readonly string[]) => keys.map((Key) => ({ Key, Value: 'v' }));

test('tags come back as they were given, empty values included', () => {
  assert.deepEqual(checkTags([{ Key: 'a', Value: '' }, ...tags('A')], 50), [
    { key: 'a', value: '' },
    { key: 'A', value: 'v' },
  ]);
});

test('a key may occur once', () => {
  assert.throws(
    () => checkTags(tags('a', 'b', 'a'), 50),
    refusal('InvalidRequestException', /a occurs more than once/),
  );
});

test('the prefix aws: is reserved, however it is written', () => {
  for (const key of ['aws:', 'aws:owner', 'AWS:owner']) {
    assert.throws(() => checkTags(tags(key), 50), refusal('InvalidRequestException', /prefix aws: is reserved/));
  }
  assert.equal(checkTags(tags('awsome'), 50).length, 1);
});

test('a value may not be missing or hold a NUL', () => {
  assert.throws(() => checkTags([{ Key: 'a' }], 50), refusal('InvalidRequestException', /may be empty, but not null/));
  assert.throws(() => checkTags([{ Key: 'a', Value: '\0' }], 50), refusal('InvalidRequestException'));
});

test('fifty tags are allowed and fifty-one exceed the limit', () => {
  const keys = Array.from({ length: 51 }, (_, i) => `key-${i}`);
  assert.equal(checkTags(tags(...keys.slice(0, 50)), 50).length, 50);
  assert.throws(() => checkTags(tags(...keys), 50), refusal('LimitExceededException', /at most 50 tags/));
});

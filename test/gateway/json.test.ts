import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJsonObject } from '../../src/gateway/json.ts';

const nested = (levels: number) => Buffer.from(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);

test('no content is an empty object', () => {
  assert.deepEqual(readJsonObject(Buffer.alloc(0)), {});
});

test('content that is no JSON object is a serialization error', () => {
  for (const content of ['{', 'text', '[]', 'null', '"a"', '1', '{"a":1}x']) {
    assert.throws(() => readJsonObject(Buffer.from(content)), { name: 'SerializationException' }, content);
  }
  assert.throws(() => readJsonObject(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), {
    name: 'SerializationException',
  });
});

test('32 levels are read, more are not', () => {
  assert.ok(readJsonObject(nested(32)));
  assert.throws(() => readJsonObject(nested(33)), { name: 'SerializationException' });
  assert.throws(() => readJsonObject(nested(100_000)), { name: 'SerializationException' });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatheredBytes } from '../../src/lib/gathered-bytes.ts';

test('pieces are put together in their order, whatever their sizes', () => {
  const gathered = new GatheredBytes(1_000_000);
  const pieces = [1, 0, 300, 7, 4_000].map((length, index) => Buffer.alloc(length, index));
  for (const piece of pieces) gathered.push(piece);
  assert.equal(gathered.length, 4_308);
  assert.deepEqual(gathered.take(), Buffer.concat(pieces));
  assert.equal(gathered.length, 0);
});

test('what was taken is not written over by what comes next', () => {
  const gathered = new GatheredBytes(1_000_000);
  gathered.push(Buffer.from('first'));
  const first = gathered.take();
  gathered.push(Buffer.from('other'));
  assert.equal(first.toString(), 'first');
  assert.equal(gathered.take().toString(), 'other');
});

test('a hundred thousand single bytes take no more memory than the most that is expected', () => {
  const gathered = new GatheredBytes(120_000);
  const slab = Buffer.alloc(65_536, 1);
  for (let index = 0; index < 100_000; index += 1) {
    const expected = gathered.capacityWith(1);
    gathered.push(slab.subarray(index % 1_000, (index % 1_000) + 1));
    assert.equal(gathered.capacity, expected);
  }
  assert.equal(gathered.capacity, 120_000);
  const bytes = gathered.take();
  assert.equal(bytes.length, 100_000);
  assert.notEqual(bytes.buffer, slab.buffer);
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sharedLimit } from '../../src/lib/shared-limit.ts';

describe('a shared limit', () => {
  test('gives each owner no more than its share, whatever others hold', () => {
    const limit = sharedLimit({ each: 2, all: 10 });
    assert.ok(limit.take('greedy'));
    assert.ok(limit.take('greedy'));
    assert.equal(limit.take('greedy'), undefined);
    assert.ok(limit.take('modest'));
    assert.equal(limit.heldBy('greedy'), 2);
    assert.equal(limit.held(), 3);
  });

  test('gives all together no more than there is', () => {
    const limit = sharedLimit({ each: 2, all: 3 });
    assert.ok(limit.take('a', 2));
    assert.equal(limit.take('b', 2), undefined);
    assert.ok(limit.take('b', 1));
    assert.equal(limit.take('c'), undefined);
  });

  test('has room again for what was released, which counts once', () => {
    const limit = sharedLimit({ each: 2 });
    const share = limit.take('a', 2);
    share?.release();
    share?.release();
    assert.equal(limit.held(), 0);
    assert.equal(limit.heldBy('a'), 0);
    assert.ok(limit.take('a', 2));
    assert.equal(limit.take('a'), undefined);
  });

  test('has room again for what a share gives back', () => {
    const limit = sharedLimit({ each: 5 });
    const share = limit.take('a', 5);
    share?.shrink(2);
    assert.equal(limit.heldBy('a'), 3);
    assert.equal(share?.grow(2), true);
    assert.equal(share?.grow(1), false);
    share?.release();
    share?.shrink(1);
    assert.equal(limit.held(), 0);
  });

  test('lets a share grow as far as there is room, and takes nothing where there is not', () => {
    const limit = sharedLimit({ each: 5, all: 7 });
    const first = limit.take('a', 0);
    const second = limit.take('b', 3);
    assert.equal(first?.grow(4), true);
    assert.equal(first?.grow(1), false);
    assert.equal(second?.grow(1), false);
    assert.deepEqual([limit.heldBy('a'), limit.heldBy('b'), limit.held()], [4, 3, 7]);
    second?.release();
    assert.equal(first?.grow(2), false);
    assert.equal(first?.grow(1), true);
  });

  test('does not let a share grow that was released', () => {
    const limit = sharedLimit({ each: 5 });
    const share = limit.take('a');
    share?.release();
    assert.equal(share?.grow(1), false);
    assert.equal(limit.held(), 0);
  });
});

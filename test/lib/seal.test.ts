import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { SEAL_KEY_BYTES, sealWith } from '../../src/lib/seal.ts';

const { open, seal } = sealWith(randomBytes(SEAL_KEY_BYTES));

test('a sealed secret is opened for its owner, and looks different each time', () => {
  const sealed = seal('ü secret', 'AKIA1');
  assert.equal(open(sealed, 'AKIA1'), 'ü secret');
  assert.notDeepEqual(sealed, seal('ü secret', 'AKIA1'));
  assert.ok(!sealed.includes('secret'));
});

test('it stays closed for another owner, another key, and when any byte has changed', () => {
  const sealed = seal('secret', 'AKIA1');
  assert.throws(() => open(sealed, 'AKIA2'));
  assert.throws(() => sealWith(randomBytes(SEAL_KEY_BYTES)).open(sealed, 'AKIA1'));
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed[index] = (changed[index] ?? 0) ^ 1;
    assert.throws(() => open(changed, 'AKIA1'), `byte ${index}`);
  }
  assert.throws(() => open(sealed.subarray(0, 20), 'AKIA1'));
  assert.throws(() => open(Buffer.alloc(0), 'AKIA1'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Signal } from '../../src/domain/signal.ts';
import { localSignals } from '../../src/signals/local-signals.ts';

const policyChanged: Signal = { kind: 'permissions changed', subject: { kind: 'policy', policyName: 'p' } };

function silentSignals() {
  const errors: unknown[] = [];
  return { errors, signals: localSignals({ error: ({ err }: { readonly err: unknown }) => void errors.push(err) }) };
}

test('a signal reaches every listener for its kind, in order, and no other', async () => {
  const { signals } = silentSignals();
  const heard: string[] = [];
  signals.on('woken', ({ worker }) => void heard.push(`first: ${worker}`));
  signals.on('woken', ({ worker }) => void heard.push(`second: ${worker}`));
  signals.on('operators changed', () => void heard.push('operators'));
  await signals.deliver([
    { kind: 'woken', worker: 'rollout' },
    { kind: 'woken', worker: 'deletion' },
  ]);
  assert.deepEqual(heard, ['first: rollout', 'second: rollout', 'first: deletion', 'second: deletion']);
});

test('a delivery resolves when every listener has followed', async () => {
  const { signals } = silentSignals();
  let hasFollowed = false;
  signals.on('permissions changed', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    hasFollowed = true;
  });
  await signals.deliver([policyChanged]);
  assert.equal(hasFollowed, true);
});

test('a listener that fails is logged, and harms neither the others nor the delivery', async () => {
  const { errors, signals } = silentSignals();
  const heard: string[] = [];
  const thrown = new Error('thrown');
  const rejected = new Error('rejected');
  signals.on('permissions changed', () => {
    throw thrown;
  });
  signals.on('permissions changed', () => Promise.reject(rejected));
  signals.on('permissions changed', () => void heard.push('the third'));
  await signals.deliver([policyChanged]);
  assert.deepEqual(heard, ['the third']);
  assert.deepEqual(errors, [thrown, rejected]);
});

test('a listener that has ended hears nothing more', async () => {
  const { signals } = silentSignals();
  const heard: string[] = [];
  const end = signals.on('woken', ({ worker }) => void heard.push(worker));
  await signals.deliver([{ kind: 'woken', worker: 'rollout' }]);
  end();
  await signals.deliver([{ kind: 'woken', worker: 'deletion' }]);
  assert.deepEqual(heard, ['rollout']);
});

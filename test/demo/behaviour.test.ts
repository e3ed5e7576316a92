import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepsOf } from '../../src/demo/behaviour.ts';

const things = Array.from({ length: 1_000 }, (_, index) => `demo-${index}`);

test('a simulated device does the same with the same execution', () => {
  assert.deepEqual(stepsOf('demo-0001', 'job', 1), stepsOf('demo-0001', 'job', 1));
  assert.notDeepEqual(stepsOf('demo-0001', 'job', 1), stepsOf('demo-0002', 'job', 1));
});

test('every execution ends, with its end as the last step', () => {
  for (const thing of things) {
    const steps = stepsOf(thing, 'job', 1);
    const ends = steps.filter((step) => step.status !== 'IN_PROGRESS');
    assert.deepEqual(ends, steps.slice(-1));
    assert.ok(steps.reduce((sum, step) => sum + step.afterMs, 0) < 12_000);
  }
});

test('some devices fail and say why, most succeed', () => {
  const ends = things.map((thing) => stepsOf(thing, 'job', 1).at(-1));
  const failures = ends.filter((end) => end?.status === 'FAILED');
  assert.ok(failures.length > 20 && failures.length < 100, `${failures.length} of 1000 failed`);
  assert.ok(failures.every((end) => (end?.statusDetails['reason'] ?? '') !== ''));
});

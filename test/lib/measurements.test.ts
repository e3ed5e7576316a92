import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpRequests, since, statements } from '../../src/lib/measurements.ts';
import { clockReads } from '../support/measurements.ts';

const measurement = { statement: 'a.b', durationMs: 1, rows: 2, outcome: 'OK' };

test('each listener of a kind of measurement gets it once, until it stops to listen', () => {
  const heard: unknown[] = [];
  const ends = [1, 2].map((who) => statements.listen((told) => heard.push([who, told])));
  statements.tell(measurement);
  ends[0]?.();
  statements.tell(measurement);
  ends[1]?.();
  statements.tell(measurement);
  assert.deepEqual(heard, [
    [1, measurement],
    [2, measurement],
    [2, measurement],
  ]);
});

test('the clock is read for a kind of measurement only while somebody listens to it', (t) => {
  const reads = clockReads(t);
  assert.equal(statements.begin(), undefined);
  const end = statements.listen(() => undefined);
  assert.equal(httpRequests.begin(), undefined);
  assert.equal(reads(), 0);
  const beganAt = statements.begin();
  assert.ok(beganAt !== undefined && since(beganAt) >= 0);
  assert.equal(reads(), 2);
  end();
  assert.equal(statements.begin(), undefined);
  assert.equal(reads(), 2);
});

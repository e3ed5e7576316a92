import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS, parseDuration, SECOND_MS } from '../../src/lib/duration.ts';

test('durations are numbers with units, one or several', () => {
  const table = {
    '90s': 90_000,
    '7d': 604_800_000,
    '1h30m': 5_400_000,
    '1.5s': 1_500,
    '250ms': 250,
    '2w': 1_209_600_000,
  };
  for (const [text, milliseconds] of Object.entries(table)) assert.equal(parseDuration(text), milliseconds);
});

test('units are in milliseconds', () => {
  assert.deepEqual([SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS], [1_000, 60_000, 3_600_000, 86_400_000]);
});

test('anything else is no duration', () => {
  for (const text of ['', '7', 'd', '-7d', '7 d', '7y', '2030-01-01', '1h 30m'])
    assert.equal(parseDuration(text), undefined);
});

/** A few seeds of the simulation with every run of the tests; CI runs hundreds: `npm run simulate -- --seeds 1-200`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../support/database.ts';
import { kindOf } from './run.ts';
import { simulate } from './simulate.ts';

const STEPS = 40;
const databases = [await openTestDatabase(), await openTestDatabase()];
const seeds = Array.from({ length: 6 }, (_, index) => index + 1);

test('jobs go as the book says, whatever operators, devices, time and crashes do', async () => {
  const { failures } = await simulate({ seeds, steps: STEPS, databases });
  assert.deepEqual(failures, []);
});

test('the seeds are of every kind', () => {
  assert.deepEqual([...new Set(seeds.map(kindOf))].sort(), ['concurrent', 'serial', 'serial with crashes']);
});

/**
 * The simulation by hand and in CI: `npm run simulate -- --seed N`, or `--seeds FROM-TO`, `--steps N`, and `--lines N` of
 * the last operations of a seed that fails. Ends with 1 if one fails, or if a set of seeds does not reach what it could.
 */
import { test } from 'node:test';
import { parseArgs } from 'node:util';
import { openTestDatabase } from '../support/database.ts';
import { DEFAULT_STEPS, simulate } from './simulate.ts';

/** A smaller set need not reach everything. */
const SEEDS_FOR_COVERAGE = 100;
const AT_A_TIME = 3;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    steps: { type: 'string' },
    lines: { type: 'string' },
  },
});

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${text} is not a number of a seed or of steps.`);
  return Number(text);
}

function seedsOf(range: string): number[] {
  const [from = 0, to = from] = range.split('-').map(wholeNumber);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

const seeds = seedsOf(values.seeds ?? values.seed ?? '1');
const steps = wholeNumber(values.steps ?? String(DEFAULT_STEPS));
const lines = values.lines === undefined ? {} : { lines: wholeNumber(values.lines) };
const databases = await Promise.all(
  Array.from({ length: Math.min(AT_A_TIME, seeds.length) }, () => openTestDatabase()),
);

test(`${seeds.length} seeds of ${steps} steps`, async (context) => {
  const began = performance.now();
  const { coverage, failures } = await simulate({ seeds, steps, databases, onFailure: console.error, ...lines });
  const seconds = Math.round((performance.now() - began) / 1000);
  context.diagnostic(`${seeds.length} seeds of ${steps} steps in ${seconds} s`);
  console.log(coverage.report());
  if (failures.length > 0) throw new Error(`${failures.length} seeds failed; what went wrong stands above.`);
  const missing = coverage.missing();
  if (seeds.length >= SEEDS_FOR_COVERAGE && missing.length > 0) throw new Error(`Never reached: ${missing.join('; ')}`);
});

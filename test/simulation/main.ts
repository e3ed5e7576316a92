/**
 * The simulation by hand and in CI: `npm run simulate -- --seed N`, or `--seeds FROM-TO`, `--steps N`, and `--lines N` of
 * the last operations of a seed that fails. A large set goes on with further seeds until everything was reached. Ends with 1
 * if a seed fails, or if something was never reached.
 */
import { test } from 'node:test';
import { parseArgs } from 'node:util';
import { openTestDatabase } from '../support/database.ts';
import type { Totals } from './coverage.ts';
import { DEFAULT_STEPS, simulate } from './simulate.ts';

/** A smaller set need not reach everything. */
const SEEDS_FOR_COVERAGE = 100;
/** A run of so many seeds has hundreds of jobs and thousands of things at the least. */
const SEEDS_FOR_SIZE = 200;
const leastTotals = { jobs: 1_000, things: 5_000, executions: 20_000, crashes: 500 } as const satisfies Partial<Totals>;
const AT_A_TIME = 3;
/** So many more seeds than asked for are run while something was not reached. */
const FURTHER_SEEDS = 240;
const FURTHER_AT_A_TIME = 30;

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
  const options = { steps, databases, onFailure: console.error, ...lines };
  const { coverage, failures: failed } = await simulate({ ...options, seeds });
  const failures = [...failed];
  let run = seeds.length;
  if (seeds.length >= SEEDS_FOR_COVERAGE) {
    // Seeds with crashes and concurrency are not the same twice, so what rarely happens may have to be waited for.
    for (let next = Math.max(...seeds) + 1; coverage.missing().length > 0 && run < seeds.length + FURTHER_SEEDS; ) {
      const further = Array.from({ length: FURTHER_AT_A_TIME }, (_, index) => next + index);
      failures.push(...(await simulate({ ...options, seeds: further, coverage })).failures);
      next += FURTHER_AT_A_TIME;
      run += FURTHER_AT_A_TIME;
    }
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  context.diagnostic(`${run} seeds of ${steps} steps in ${seconds} s`);
  console.log(coverage.report());
  const totals = coverage.totals();
  const shown = Object.entries(totals).map(([what, times]) => `${times} ${what}`);
  console.log(`${run} seeds: ${shown.join(', ')}`);
  if (failures.length > 0) throw new Error(`${failures.length} seeds failed; what went wrong stands above.`);
  const missing = coverage.missing();
  if (seeds.length >= SEEDS_FOR_SIZE) {
    const tooFew = Object.entries(leastTotals).filter(([what, least]) => totals[what as keyof Totals] < least);
    if (tooFew.length > 0) throw new Error(`Too few of something for a run of this size: ${shown.join(', ')}`);
  }
  if (seeds.length >= SEEDS_FOR_COVERAGE && missing.length > 0) throw new Error(`Never reached: ${missing.join('; ')}`);
});

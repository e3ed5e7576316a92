/** Runs seeds, one database for each that runs at a time, and says what to do when one fails. */
import { type Database, statement } from '../../src/store/database/database.ts';
import { type Coverage, createCoverage } from './coverage.ts';
import { beginRun, kindOf } from './run.ts';

export interface Simulated {
  readonly coverage: Coverage;
  readonly seeds: number;
  readonly steps: number;
  /** What went wrong, for people; one text for each seed that failed. */
  readonly failures: readonly string[];
}

export const DEFAULT_STEPS = 60;
const LINES = 30;

export interface SimulateOptions {
  /** Counts on from here; otherwise from nothing. */
  readonly coverage?: Coverage;
  readonly seeds: readonly number[];
  readonly steps: number;
  /** As many seeds run at a time as there are databases. */
  readonly databases: readonly Database[];
  /** How many of the last operations a failure shows. */
  readonly lines?: number;
  /** Called with each failure as it comes; a run of many seeds may be broken off. */
  readonly onFailure?: (failure: string) => void;
}

export async function simulate({
  coverage = createCoverage(),
  databases,
  lines = LINES,
  onFailure,
  seeds,
  steps,
}: SimulateOptions): Promise<Simulated> {
  const failures: string[] = [];
  const left = [...seeds];
  async function work(database: Database): Promise<void> {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
      const failure = await runSeed(database, seed, steps, lines, coverage);
      if (failure === undefined) continue;
      failures.push(failure);
      onFailure?.(failure);
    }
  }
  await Promise.all(databases.map(work));
  return { coverage, seeds: seeds.length, steps: seeds.length * steps, failures };
}

const LOG_LIMIT_MS = 10_000;
const inLog = statement('simulation.inLog', 'SELECT count(*) AS rows FROM announcement');

/** Whatever was published leaves the log of announcements as soon as no transaction, of other seeds either, hides it. */
async function assertLogEmpties(database: Database): Promise<void> {
  const giveUpAt = performance.now() + LOG_LIMIT_MS;
  for (;;) {
    const [row] = await database.query<{ rows: number }>(inLog);
    if (row?.rows === 0) return;
    if (performance.now() > giveUpAt) throw new Error(`${row?.rows} announcements that nobody publishes`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function runSeed(
  database: Database,
  seed: number,
  steps: number,
  lines: number,
  coverage: Coverage,
): Promise<string | undefined> {
  const run = await beginRun(database, seed, coverage);
  let step = 0;
  try {
    for (; step < steps; step += 1) await run.step();
    await run.finish();
    await assertLogEmpties(database);
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return [
      `Seed ${seed} (${kindOf(seed)}) failed in step ${step} of ${steps}:`,
      text,
      'What happened last:',
      ...run.history.slice(-lines).map((line) => `  ${line}`),
      `Repeat it with: npm run simulate -- --seed ${seed} --steps ${steps}`,
    ].join('\n');
  } finally {
    await run.end();
  }
}

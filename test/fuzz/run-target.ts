/** Feeds a target its inputs and measures what they cost: time of each, memory of all. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Random } from './random.ts';
import type { Target } from './target.ts';

/** An input that takes longer, again and again, is a fault. */
export const LONGEST_MS = 100;
/** What the heap may have more at the end than after the first tenth, in bytes. */
export const MOST_GROWTH = 12 * 1024 * 1024;
const MOST_FAILURES = 20;

export interface Failure {
  readonly input: unknown;
  readonly number: number;
  readonly reason: string;
}

export interface Outcome {
  readonly name: string;
  readonly inputs: number;
  readonly seconds: number;
  readonly slowestMs: number;
  /** In bytes, garbage collected, since the first tenth of the inputs. */
  readonly growth: number;
  readonly failures: readonly Failure[];
}

export interface FuzzOptions {
  readonly seed: string;
  readonly inputs: number;
  /** The number of the first input. */
  readonly from?: number;
  /** Is told before each input. */
  readonly onInput?: (number: number) => void;
}

/** Runs a target; it stops early at twenty failures. */
export async function runTarget({ name, open }: Target, options: FuzzOptions): Promise<Outcome> {
  const { seed, inputs, from = 0, onInput } = options;
  const target = await open();
  const failures: Failure[] = [];
  const started = performance.now();
  let slowestMs = 0;
  let heapBefore = await heapAfterCollection();
  const end = from + inputs;
  for (let number = from; number < end && failures.length < MOST_FAILURES; number += 1) {
    onInput?.(number);
    const input = target.make(new Random(seed, name, number));
    try {
      const took = await timed(() => target.check(input));
      slowestMs = Math.max(slowestMs, took);
      if (took > LONGEST_MS) failures.push({ input, number, reason: `It takes ${took.toFixed(0)} ms.` });
    } catch (error) {
      failures.push({ input, number, reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    if (number - from === Math.floor(inputs / 10)) heapBefore = await heapAfterCollection();
  }
  const growth = (await heapAfterCollection()) - heapBefore;
  const seconds = (performance.now() - started) / 1000;
  try {
    await target.close?.();
  } catch (error) {
    failures.push({ input: undefined, number: end, reason: `At the end: ${String(error)}` });
  }
  return { name, inputs, seconds, slowestMs, growth, failures };
}

/** Milliseconds. On a busy machine anything can take long once; the shortest of four counts. */
export async function timed(check: () => void | Promise<void>): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 4 && shortest > LONGEST_MS; attempt += 1) {
    const before = performance.now();
    const pending = check();
    // Waiting costs a turn of the microtask queue, which those that are done at once need not pay.
    if (pending !== undefined) await pending;
    shortest = Math.min(shortest, performance.now() - before);
  }
  return shortest;
}

setFlagsFromString('--expose-gc');
// The global of a new context has the function that the flag exposes.
const collectGarbage = runInNewContext('gc') as () => void;

/** What closes has closed by then, and memory outside of the heap goes only with the second collection after its owner. */
async function heapAfterCollection(): Promise<number> {
  for (let round = 0; round < 2; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

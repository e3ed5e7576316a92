/**
 * Runs one worker again and again: when it is woken, when it asked to run, and now and then in case a wake was lost.
 */
import { type EnginePassMeasurement, enginePasses, since } from '../lib/measurements.ts';
import type { EngineContext, Worker } from './context.ts';

/**
 * A wake is lost only if the process that should have given it ends; work from another process is found within this
 * time.
 */
const LONGEST_WAIT_MS = 1_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 10_000;

export interface Loop {
  /** Runs the worker as soon as possible. */
  wake(): void;
  /**
   * Runs the worker until nothing is due any more; resolves to the time of its next run, null if it waits for a wake.
   */
  settle(): Promise<number | null>;
  /** The time at which the worker last asked to run again; null if it waits for a wake. */
  next(): number | null;
  /** True if the worker knows of nothing to do: nobody woke it, and nothing that it waits for is due. */
  isQuiet(): boolean;
  /** Resolves when the worker is not running and never will again. */
  stop(): Promise<void>;
}

type Settled = (next: number | null) => void;

export interface LoopOptions {
  /** The worker's name in measurements. */
  readonly name: string;
  readonly onError: (error: unknown) => void;
  /** The shortest pause between two runs, however often the worker is woken; `settle` does not wait for it. */
  readonly restMs: number;
}

export function startLoop(context: EngineContext, worker: Worker, { name, onError, restMs }: LoopOptions): Loop {
  let stopped = false;
  let woken = true;
  let interrupt: (() => void) | undefined;
  let isRunning = false;
  let isResting = false;
  let next: number | null = null;
  /** Callers of `settle`: each waits for a run that begins after the call and leaves nothing due. */
  let waiting: Settled[] = [];

  function rest(): Promise<void> {
    if (stopped || waiting.length > 0 || restMs === 0) return Promise.resolve();
    return pause(restMs);
  }

  function wait(milliseconds: number): Promise<void> {
    if (woken || stopped || milliseconds <= 0) return Promise.resolve();
    return pause(milliseconds);
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds);
      function done(): void {
        clearTimeout(timer);
        interrupt = undefined;
        resolve();
      }
      interrupt = done;
    });
  }

  function tell(beganAt: number, outcome: EnginePassMeasurement['outcome'], lateMs: number | undefined): void {
    const pass = { worker: name, durationMs: since(beganAt), outcome };
    enginePasses.tell(lateMs === undefined ? pass : { ...pass, lateMs });
  }

  async function runOnce(): Promise<void> {
    const waited = waiting;
    waiting = [];
    const beganAt = enginePasses.begin();
    const lateMs = beganAt === undefined ? undefined : latenessOf(next, context.clock.now());
    try {
      isRunning = true;
      next = await worker(context);
      if (beganAt !== undefined) tell(beganAt, 'OK', lateMs);
      if (next === null || next > context.clock.now()) for (const settled of waited) settled(next);
      else waiting.push(...waited);
    } catch (error) {
      if (beganAt !== undefined) tell(beganAt, 'failed', lateMs);
      waiting.push(...waited);
      throw error;
    } finally {
      isRunning = false;
    }
  }

  async function run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!stopped) {
      woken = false;
      let waitMs = LONGEST_WAIT_MS;
      try {
        await runOnce();
        if (next !== null) waitMs = Math.min(LONGEST_WAIT_MS, next - context.clock.now());
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        onError(error);
        waitMs = retryMs;
        retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
      }
      // Others get their turn even if this worker always has something to do.
      await new Promise((resolve) => setImmediate(resolve));
      isResting = true;
      await rest();
      isResting = false;
      await wait(waitMs);
    }
    for (const settled of waiting) settled(null);
  }

  function wake(): void {
    woken = true;
    if (!isResting) interrupt?.();
  }

  const finished = run();
  return {
    wake,
    settle() {
      if (stopped) return Promise.resolve(null);
      return new Promise((resolve) => {
        waiting.push(resolve);
        woken = true;
        interrupt?.();
      });
    },
    next: () => next,
    isQuiet: () => !woken && !isRunning && waiting.length === 0 && (next === null || next > context.clock.now()),
    async stop() {
      stopped = true;
      interrupt?.();
      await finished;
    },
  };
}

/** How late a worker is that asked to run at `next`; undefined if it is not due, and runs because it was woken. */
function latenessOf(next: number | null, now: number): number | undefined {
  return next === null || next > now ? undefined : now - next;
}

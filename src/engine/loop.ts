/** Runs one worker again and again: when it is woken, when it said so, and now and then, in case a wake was lost. */
import type { EngineContext, Worker } from './context.ts';

/** A wake can be lost only with the process that should have given it; another one's work is found this soon. */
const LONGEST_WAIT_MS = 1_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 10_000;

export interface Loop {
  /** Runs the worker as soon as possible. */
  wake(): void;
  /** Resolves when the worker is not running and never will again. */
  stop(): Promise<void>;
}

export function startLoop(context: EngineContext, worker: Worker, onError: (error: unknown) => void): Loop {
  let stopped = false;
  let woken = true;
  let interrupt: (() => void) | undefined;

  function wait(milliseconds: number): Promise<void> {
    if (woken || stopped || milliseconds <= 0) return Promise.resolve();
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

  async function run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!stopped) {
      woken = false;
      let waitMs = LONGEST_WAIT_MS;
      try {
        const next = await worker(context);
        if (next !== null) waitMs = Math.min(LONGEST_WAIT_MS, next - context.clock.now());
        retryMs = FIRST_RETRY_MS;
      } catch (error) {
        onError(error);
        waitMs = retryMs;
        retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
      }
      // Others get their turn even if this worker always has something to do.
      await new Promise((resolve) => setImmediate(resolve));
      await wait(waitMs);
    }
  }

  const finished = run();
  return {
    wake() {
      woken = true;
      interrupt?.();
    },
    async stop() {
      stopped = true;
      interrupt?.();
      await finished;
    },
  };
}

/** Looks from another thread whether an input never ends, says which, and ends the process, which cannot say it itself. */
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const HANG_MS = 20_000;
const LOOK_MS = 1_000;

interface Watched {
  readonly seed: string;
  /** The number of the present input, and that of its target's name. */
  readonly present: Int32Array;
  readonly names: Uint8Array;
}

export interface HangWatch {
  /** For `onInput` of the target with this name. */
  inputsOf(name: string): (number: number) => void;
  stop(): void;
}

export function watchForHangs(seed: string): HangWatch {
  const present = new Int32Array(new SharedArrayBuffer(4));
  const names = new Uint8Array(new SharedArrayBuffer(100));
  const watched: Watched = { seed, present, names };
  const worker = new Worker(new URL(import.meta.url), { workerData: watched });
  worker.unref();
  return {
    inputsOf(name) {
      names.set(new TextEncoder().encode(name.padEnd(names.length)).subarray(0, names.length));
      return (number) => Atomics.store(present, 0, number);
    },
    stop: () => void worker.terminate(),
  };
}

function watch({ seed, present, names }: Watched): void {
  let last = -1;
  let since = performance.now();
  setInterval(() => {
    const number = Atomics.load(present, 0);
    if (number !== last) {
      last = number;
      since = performance.now();
    } else if (performance.now() - since > HANG_MS) {
      const name = new TextDecoder().decode(Uint8Array.from(names)).trim();
      // Not by way of the main thread, which would not write it.
      writeSync(2, `hangs: --target '${name}' --seed ${seed} --from ${number} --inputs 1\n`);
      process.kill(process.pid, 'SIGKILL');
    }
  }, LOOK_MS);
}

// Only its own threads hand it this.
if (!isMainThread) watch(workerData as Watched);

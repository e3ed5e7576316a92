/** Starts everything that happens by itself. */
import type { EngineWorker, SignalSource } from '../domain/signal.ts';
import { cacheJobDocuments } from '../store/job/job-document.ts';
import type { PresignedUrls } from '../store/job/presigned-url.ts';
import { createAnnouncer } from './announcements/announcer.ts';
import type { Publisher } from './announcements/publisher.ts';
import { breatheWith } from './breathe.ts';
import type { EngineContext, Worker } from './context.ts';
import { type Loop, startLoop } from './loop.ts';
import { runCancellations } from './workers/cancellation.ts';
import { runCompletions } from './workers/completion.ts';
import type { Connectivity } from './workers/connectivity.ts';
import { runDeletions } from './workers/deletion.ts';
import { runFleetIndex } from './workers/fleet-index.ts';
import { runMemberships } from './workers/membership.ts';
import { runRollouts } from './workers/rollout.ts';
import { runSchedules } from './workers/schedule.ts';
import { runTimeouts } from './workers/timeout.ts';

export interface EngineOptions extends Omit<EngineContext, 'breathe' | 'isStopping'> {
  readonly signals: EngineContext['signals'] & SignalSource;
  /** Records which clients are connected; the engine writes it down. */
  readonly connectivity: Connectivity;
  readonly publisher: Publisher;
  /** Absent: placeholders of presigned URLs stay as they are. */
  readonly presignedUrls?: PresignedUrls;
  /** How many device requests wait or are being worked on; large work makes room for them. */
  readonly devicePending: () => number;
  /** Called when a worker fails; its work is tried again. */
  readonly onError: (worker: EngineWorker | 'announcer', error: unknown) => void;
}

export interface Engine {
  /**
   * Does everything that is due at the present of the clock, announcements included; resolves to the time when
   * something is due next. With `all`, also runs workers that know of nothing to do.
   */
  settle(all: boolean): Promise<number | null>;
  /** Resolves when nothing of the engine runs any more; what is left undone is found at the next start. */
  stop(): Promise<void>;
}

const workers: Readonly<Record<Exclude<EngineWorker, 'connectivity'>, Worker>> = {
  schedule: runSchedules,
  rollout: runRollouts,
  completion: runCompletions,
  cancellation: runCancellations,
  deletion: runDeletions,
  timeout: runTimeouts,
  membership: runMemberships,
  index: runFleetIndex,
};

/** Every batch of ended executions asks for a check of its jobs; one check serves many batches. */
const COMPLETION_REST_MS = 100;
const DOCUMENT_CACHE_CHARACTERS = 8 * 1024 * 1024;
/** If the answer to a commit is lost, only the log knows of its announcements. */
const LOG_CHECK_MS = 1_000;

/** Starts the workers. What an earlier process left undone is taken up at once. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { connectivity, database, onError, signals } = options;
  const announcer = createAnnouncer({
    ...options,
    documents: cacheJobDocuments(database, DOCUMENT_CACHE_CHARACTERS, options.presignedUrls),
    checkMs: LOG_CHECK_MS,
    onError: (error) => onError('announcer', error),
  });
  announcer.recover();
  let stopping = false;
  const loops = new Map<EngineWorker, Loop>();
  const wake = (worker: EngineWorker) => loops.get(worker)?.wake();
  const context: EngineContext = {
    ...options,
    breathe: breatheWith(options.devicePending),
    isStopping: () => stopping,
  };
  const all = { ...workers, connectivity: connectivity.run };
  // The compiler has checked that there is a worker for each name; entries() forgets the type of the names.
  for (const [name, worker] of Object.entries(all) as [EngineWorker, Worker][]) {
    const restMs = name === 'completion' ? COMPLETION_REST_MS : 0;
    loops.set(name, startLoop(context, worker, { name, restMs, onError: (error) => onError(name, error) }));
  }

  const unlisten = [
    signals.on('woken', ({ worker }) => wake(worker)),
    signals.on('announced', ({ stored }) => announcer.announce(stored)),
  ];
  connectivity.start(() => wake('connectivity'));

  /** With `all`, also runs workers that know of nothing to do, in case another process gave them work. */
  async function settle(all: boolean): Promise<number | null> {
    const everyLoop = [...loops.values()];
    const timeouts = loops.get('timeout');
    // Devices set timers without waking anybody.
    let busy = everyLoop.filter((loop) => all || loop === timeouts || !loop.isQuiet());
    // What one worker does may give work to another.
    while (busy.length > 0 && !stopping) {
      await Promise.all(busy.map((loop) => loop.settle()));
      busy = everyLoop.filter((loop) => !loop.isQuiet());
    }
    await announcer.drained();
    const due = everyLoop.map((loop) => loop.next()).filter((next) => next !== null);
    return due.length === 0 ? null : Math.min(...due);
  }

  return {
    settle,
    async stop() {
      stopping = true;
      connectivity.stop();
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
      for (const end of unlisten) end();
      await announcer.close();
    },
  };
}

/** Keeps what was started, so that stopping is starting backwards. */
import type { Log } from '../lib/log.ts';

export class Lifetime {
  readonly #log: Log;
  readonly #stops: { readonly name: string; readonly stop: () => unknown }[] = [];
  #stopping: Promise<void> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Remembers how to end what was just started. */
  add(name: string, stop: () => unknown): void {
    this.#stops.push({ name, stop });
  }

  /** Ends everything in reverse order, each part after the one that was started later. A part that fails is logged. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (let part = this.#stops.pop(); part !== undefined; part = this.#stops.pop()) {
      try {
        await part.stop();
        this.#log.debug({ part: part.name }, 'stopped');
      } catch (error) {
        this.#log.error({ part: part.name, err: error }, 'could not be stopped cleanly');
      }
    }
  }
}

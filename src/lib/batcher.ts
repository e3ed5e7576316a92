/**
 * Gathers calls into batches: what arrives while batches are running waits for the next one. Calls of one key are done
 * one after another, in the order in which they came, and never share a batch.
 */

export interface BatcherOptions<Item, Outcome> {
  /** Does a batch; one outcome for each item in its place. `slot` is free until the promise settles. */
  readonly run: (items: readonly Item[], slot: number) => Promise<readonly BatchOutcome<Outcome>[]>;
  /** How many batches run at a time. */
  readonly slots: number;
  /**
   * A batch begins beside others only with this many calls for each of them: while one runs, larger batches cost less. Few
   * calls do not wait long for slow ones, but begin all the same. 1 if absent.
   */
  readonly besideOthers?: number;
  readonly maximumBatch: number;
  /** More waiting calls than this are turned away. */
  readonly maximumWaiting: number;
  /** What a call gets that is turned away. */
  readonly onOverflow: () => Error;
}

/** `again`: a race was lost; the item is done anew in a later batch, before others of its key. */
export type BatchOutcome<Outcome> =
  | { readonly kind: 'done'; readonly value: Outcome }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'again' };

interface Call<Item, Outcome> {
  readonly key: string;
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
  attempts: number;
  /** The next call of the same key, if one waits. */
  next: Call<Item, Outcome> | undefined;
}

const MAXIMUM_ATTEMPTS = 10;
/** Several times what a batch takes; one that takes longer waits for a lock, for example. */
const PATIENCE_MS = 100;

export interface Batcher<Item, Outcome> {
  (key: string, item: Item): Promise<Outcome>;
  /** How many calls wait or run. */
  pending(): number;
}

/** Makes a batcher. A `run` that rejects fails all calls of its batch with that error. */
export function createBatcher<Item, Outcome>(options: BatcherOptions<Item, Outcome>): Batcher<Item, Outcome> {
  const ready: Call<Item, Outcome>[] = [];
  /** The last call of each key that waits or runs. */
  const lastOf = new Map<string, Call<Item, Outcome>>();
  const freeSlots = Array.from({ length: options.slots }, (_, slot) => options.slots - 1 - slot);
  let count = 0;
  let scheduled = false;
  let patience: NodeJS.Timeout | undefined;
  let isOverdue = false;

  function mayStart(): boolean {
    const running = options.slots - freeSlots.length;
    const enough = isOverdue ? 1 : Math.max(1, running * (options.besideOthers ?? 1));
    return freeSlots.length > 0 && ready.length >= enough;
  }

  function schedule(): void {
    if (scheduled || ready.length === 0) return;
    if (!mayStart()) {
      // Without a free slot the next batch begins when one is free.
      if (freeSlots.length > 0) patience ??= setTimeout(startLate, PATIENCE_MS);
      return;
    }
    scheduled = true;
    // After the sockets of this turn were read, so that their requests share a batch.
    setImmediate(start);
  }

  function startLate(): void {
    patience = undefined;
    isOverdue = true;
    start();
  }

  function start(): void {
    scheduled = false;
    const slot = mayStart() ? freeSlots.pop() : undefined;
    if (slot === undefined) {
      schedule();
      return;
    }
    clearTimeout(patience);
    patience = undefined;
    isOverdue = false;
    const calls = ready.splice(0, options.maximumBatch);
    options
      .run(
        calls.map((call) => call.item),
        slot,
      )
      .then(
        (outcomes) => settle(calls, (index) => outcomes[index]),
        (error: Error) => settle(calls, () => ({ kind: 'failed', error })),
      )
      .finally(() => {
        freeSlots.push(slot);
        schedule();
      });
    schedule();
  }

  function settle(
    calls: readonly Call<Item, Outcome>[],
    outcomeOf: (index: number) => BatchOutcome<Outcome> | undefined,
  ): void {
    for (const [index, call] of calls.entries()) {
      const outcome = outcomeOf(index);
      if (outcome?.kind === 'again' && call.attempts < MAXIMUM_ATTEMPTS) {
        call.attempts += 1;
        ready.push(call);
        continue;
      }
      count -= 1;
      if (call.next !== undefined) ready.push(call.next);
      else lastOf.delete(call.key);
      if (outcome?.kind === 'done') call.resolve(outcome.value);
      else call.reject(outcome?.kind === 'failed' ? outcome.error : new Error('A race was lost too often.'));
    }
  }

  function submit(key: string, item: Item): Promise<Outcome> {
    if (count >= options.maximumWaiting) return Promise.reject(options.onOverflow());
    return new Promise((resolve, reject) => {
      const call: Call<Item, Outcome> = { key, item, resolve, reject, attempts: 1, next: undefined };
      count += 1;
      const last = lastOf.get(key);
      lastOf.set(key, call);
      if (last !== undefined) last.next = call;
      else ready.push(call);
      schedule();
    });
  }

  return Object.assign(submit, { pending: () => count });
}

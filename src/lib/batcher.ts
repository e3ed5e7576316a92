/**
 * Gathers calls into batches: calls that arrive while batches are running wait for the next one. Calls with the same
 * key run one after another, in the order in which they came, and never share a batch.
 */

export interface BatcherOptions<Item, Outcome> {
  /**
   * Runs a batch and gives one outcome for each item, in the same order. `slot` stays taken until the promise settles.
   * `oldestAt` is when the call came that has waited longest, by `now`.
   */
  readonly run: (
    items: readonly Item[],
    slot: number,
    oldestAt: number | undefined,
  ) => Promise<readonly BatchOutcome<Outcome>[]>;
  /** The time, for whoever measures how long calls wait; undefined while nobody does, and if absent. */
  readonly now?: () => number | undefined;
  /** How many batches run at a time. */
  readonly slots: number;
  /**
   * A batch starts beside others only if there are at least this many waiting calls for each running one: larger
   * batches cost less. Fewer calls wait at most a moment longer, then start all the same. 1 if absent.
   */
  readonly besideOthers?: number;
  readonly maximumBatch: number;
  /** Calls beyond this many waiting ones are turned away. */
  readonly maximumWaiting: number;
  /** The error of a call that is turned away. */
  readonly onOverflow: () => Error;
}

/** `again`: the item lost a race and is done anew in a later batch, before others with its key. */
export type BatchOutcome<Outcome> =
  | { readonly kind: 'done'; readonly value: Outcome }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'again' };

interface Call<Item, Outcome> {
  readonly key: string;
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
  readonly cameAt: number | undefined;
  attempts: number;
  /** The next waiting call with the same key. */
  next: Call<Item, Outcome> | undefined;
}

const MAXIMUM_ATTEMPTS = 10;
/** Several times as long as a batch takes. A batch that takes longer is waiting for something, a lock for example. */
const PATIENCE_MS = 100;

export interface Batcher<Item, Outcome> {
  (key: string, item: Item): Promise<Outcome>;
  /** The number of calls that wait or run. */
  pending(): number;
}

/** Makes a batcher. A `run` that rejects fails all calls of its batch with that error. */
export function createBatcher<Item, Outcome>(options: BatcherOptions<Item, Outcome>): Batcher<Item, Outcome> {
  const ready: Call<Item, Outcome>[] = [];
  /** The last waiting or running call of each key. */
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
      // Without a free slot the next batch starts as soon as a slot is free.
      if (freeSlots.length > 0) patience ??= setTimeout(startLate, PATIENCE_MS);
      return;
    }
    scheduled = true;
    // Runs after the sockets of this turn were read, so that their requests share a batch.
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
        options.now?.() === undefined ? undefined : oldestOf(calls),
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
    const cameAt = options.now?.();
    return new Promise((resolve, reject) => {
      const call: Call<Item, Outcome> = { key, item, resolve, reject, cameAt, attempts: 1, next: undefined };
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

/** Calls that lost a race or waited for another of their key are not in the order in which they came. */
function oldestOf(calls: readonly { readonly cameAt: number | undefined }[]): number | undefined {
  let oldest: number | undefined;
  for (const { cameAt } of calls) {
    if (cameAt !== undefined && (oldest === undefined || cameAt < oldest)) oldest = cameAt;
  }
  return oldest;
}

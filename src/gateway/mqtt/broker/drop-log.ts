/**
 * Tells the log of what clients were promised and do not get because something is full: whose it was and why, a line a
 * minute of each kind (docs/service/gateway.md#shares-of-an-owner).
 */
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';

const sentences = {
  queueOfSession: 'A message for a session was dropped: the queue of the session is full.',
  queueOfOwner: "A message for a session was dropped: its owner's share of the queues is full.",
  queueOfAll: 'A message for a session was dropped: the queues of all sessions are full.',
  retainedOfOwner: "A retained message was dropped: its owner's share of them is full.",
  retainedOfAll: 'A retained message was dropped: there are too many of all owners.',
  sessionOfOwner: "A session without a connection was dropped: its owner's share of them is full.",
  sessionOfAll: 'A session without a connection was dropped: there are too many of all owners.',
} as const;

export type DropKind = keyof typeof sentences;

/** Whose it was; more where it is known. */
export interface Dropped {
  readonly owner: string;
  readonly clientId?: string;
  readonly topic?: string;
}

const BETWEEN_LINES_MS = 60_000;

interface Told {
  readonly at: number;
  /** Since then. */
  count: number;
  last: Dropped | undefined;
}

export class DropLog {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #told = new Map<DropKind, Told>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Tells of it now, or with others when a minute is over. */
  dropped(kind: DropKind, whose: Dropped): void {
    const told = this.#told.get(kind);
    if (told === undefined) this.#tell(kind, whose, 1);
    else {
      told.count += 1;
      told.last = whose;
    }
  }

  /** Called about every second: tells of what was dropped since the line before. */
  flush(): void {
    const now = this.#clock.now();
    for (const [kind, { at, count, last }] of [...this.#told]) {
      if (now - at < BETWEEN_LINES_MS) continue;
      this.#told.delete(kind);
      if (last !== undefined) this.#tell(kind, last, count);
    }
  }

  #tell(kind: DropKind, whose: Dropped, count: number): void {
    this.#told.set(kind, { at: this.#clock.now(), count: 0, last: undefined });
    this.#log.warn({ ...whose, count }, sentences[kind]);
  }
}

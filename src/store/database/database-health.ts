/** Whether the database does its work, as its last answers tell; nothing is asked for this. */
import type { Trouble } from './database-trouble.ts';

/** Without requests nobody would find out that a fault is over, so it counts for so long only. */
const FORGOTTEN_AFTER_MS = 60_000;

/** A time in which the database does not do its work. */
export interface Outage {
  /** A sentence for anybody. */
  readonly reason: string;
  /** How long it has lasted. */
  readonly lastedMs: number;
  /** How many statements failed. */
  readonly failures: number;
}

export interface OutageListener {
  began(outage: Outage): void;
  /** Called only if something was done again, not if the outage was merely forgotten. */
  ended(outage: Outage): void;
}

interface Present {
  readonly trouble: Trouble;
  readonly since: number;
  lastAt: number;
  failures: number;
}

export class DatabaseHealth {
  readonly #now: () => number;
  readonly #listener: OutageListener | undefined;
  #present: Present | undefined;

  /** `now` is a monotonic time in milliseconds. */
  constructor(now: () => number = () => performance.now(), listener?: OutageListener) {
    this.#now = now;
    this.#listener = listener;
  }

  /** Why the last statements failed, as a sentence for anybody; undefined if they did not. */
  get trouble(): string | undefined {
    if (this.#present !== undefined && this.#now() - this.#present.lastAt > FORGOTTEN_AFTER_MS) {
      this.#present = undefined;
    }
    return this.#present?.trouble.reason;
  }

  /** To be told of every statement that failed for a reason that lies in the database. */
  failed(trouble: Trouble): void {
    const now = this.#now();
    if (!trouble.isGeneral) return;
    if (this.trouble === trouble.reason && this.#present !== undefined) {
      this.#present.lastAt = now;
      this.#present.failures += 1;
      return;
    }
    this.#present = { trouble, since: this.#present?.since ?? now, lastAt: now, failures: 1 };
    this.#listener?.began(this.#outage(this.#present));
  }

  /** To be told of each statement, or transaction, that was done, and whether rows were written by it. */
  succeeded(hasWritten: boolean): void {
    const present = this.#present;
    if (present === undefined || (!hasWritten && present.trouble.isAboutWriting)) return;
    this.#present = undefined;
    this.#listener?.ended(this.#outage(present));
  }

  #outage({ trouble, since, failures }: Present): Outage {
    return { reason: trouble.reason, lastedMs: this.#now() - since, failures };
  }
}

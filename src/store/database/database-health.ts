/** Whether the database does its work, as its last answers tell; nothing is asked for this. */
import pg from 'pg';

/** Without requests nobody would find out that a fault is over, so it counts for so long only. */
const FORGOTTEN_AFTER_MS = 60_000;

interface Trouble {
  readonly reason: string;
  /** Whether reading may work all the same. */
  readonly isAboutWriting: boolean;
}

export class DatabaseHealth {
  readonly #now: () => number;
  #trouble: (Trouble & { readonly at: number }) | undefined;

  /** `now` is a monotonic time in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Why the last statements failed, as a sentence for anybody; undefined if they did not. */
  get trouble(): string | undefined {
    if (this.#trouble !== undefined && this.#now() - this.#trouble.at > FORGOTTEN_AFTER_MS) this.#trouble = undefined;
    return this.#trouble?.reason;
  }

  /** To be told of everything that the driver throws; what is the fault of a statement does not count. */
  failed(error: unknown): void {
    const trouble = troubleOf(error);
    if (trouble !== undefined) this.#trouble = { ...trouble, at: this.#now() };
  }

  /** To be told of each statement, or transaction, that was done, and whether rows were written by it. */
  succeeded(hasWritten: boolean): void {
    if (this.#trouble !== undefined && (hasWritten || !this.#trouble.isAboutWriting)) this.#trouble = undefined;
  }
}

const AWAY: Trouble = { reason: 'The database cannot be reached.', isAboutWriting: false };
const knownStates: Readonly<Record<string, string>> = {
  '25006': 'The database is read-only.',
  '53100': 'The disk of the database is full.',
};
/** Insufficient resources, system error, internal error. */
const brokenClasses = ['53', '58', 'XX'];
/** Connection exception, operator intervention. */
const awayClasses = ['08', '57'];
const QUERY_CANCELED = '57014';

function troubleOf(error: unknown): Trouble | undefined {
  // The driver has errors of its own for a connection that is lost or cannot be made.
  if (!(error instanceof pg.DatabaseError)) return AWAY;
  const { code = '' } = error;
  const known = knownStates[code];
  if (known !== undefined) return { reason: known, isAboutWriting: true };
  if (brokenClasses.includes(code.slice(0, 2))) {
    return { reason: `The database reports a fault (${code}).`, isAboutWriting: true };
  }
  return awayClasses.includes(code.slice(0, 2)) && code !== QUERY_CANCELED ? AWAY : undefined;
}

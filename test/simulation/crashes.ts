/** Crashes of a process at the boundaries of its database work: what was committed stays, nothing else of it does. */
import type { Database, Queryable } from '../../src/store/database/database.ts';

/** Where a process can end. The outcome of the work differs: before a commit nothing of it happened, after it all did. */
export type CrashPlace =
  | 'before a query'
  | 'after a query'
  | 'inside a transaction'
  | 'before a commit'
  | 'after a commit';

export const crashPlaces: readonly CrashPlace[] = [
  'before a query',
  'after a query',
  'inside a transaction',
  'before a commit',
  'after a commit',
];

/** What everything in a process meets that has crashed. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface Mortality {
  /** Ends the process at the so-many-th boundary from now on. */
  crashAfter(boundaries: number): void;
  /** Ends the process when this part of it comes to this place next, however late that is. */
  crashAt(who: string, place: CrashPlace): void;
  isDead(): boolean;
  /** Ends the process at once. */
  kill(): void;
  /** Who was at work when it ended, and where. */
  cause(): { readonly who: string; readonly place: CrashPlace } | undefined;
  /** How many transactions of this part of the process were committed so far. */
  committed(who: string): number;
  /** Resolves when no work of the process is under way at the database any more. */
  idle(): Promise<void>;
  /** The database as one part of the process sees it. */
  databaseOf(who: string): Database;
}

/** `inTurn`: queries and transactions of the process come one after another, so that the same seed gives the same run. */
export function mortality(database: Database, inTurn: boolean): Mortality {
  let left = Number.POSITIVE_INFINITY;
  let trap: { readonly who: string; readonly place: CrashPlace } | undefined;
  let dead = false;
  let cause: { readonly who: string; readonly place: CrashPlace } | undefined;
  const commits = new Map<string, number>();
  const underWay = new Set<Promise<unknown>>();
  let last: Promise<unknown> = Promise.resolve();

  function take<T>(work: () => Promise<T>): Promise<T> {
    const taken = inTurn ? last.then(work) : work();
    const settled = taken.catch(() => undefined).finally(() => underWay.delete(settled));
    underWay.add(settled);
    last = settled;
    return taken;
  }

  function boundary(who: string, place: CrashPlace): void {
    left -= 1;
    if (!dead && (left < 0 || (trap?.who === who && trap.place === place))) {
      dead = true;
      cause = { who, place };
    }
    if (dead) throw new Crash(`The process crashed: ${place}, ${who}.`);
  }

  function databaseOf(who: string): Database {
    return {
      query: (question, values) =>
        take(async () => {
          boundary(who, 'before a query');
          const rows = await database.query<never>(question, values);
          boundary(who, 'after a query');
          return rows;
        }),
      transaction: (work) =>
        take(async () => {
          boundary(who, 'before a query');
          const result = await database.transaction(async (transaction) => {
            const mortal: Queryable = {
              async query(question, values) {
                boundary(who, 'inside a transaction');
                return transaction.query(question, values);
              },
            };
            const done = await work(mortal);
            boundary(who, 'before a commit');
            return done;
          });
          commits.set(who, (commits.get(who) ?? 0) + 1);
          boundary(who, 'after a commit');
          return result;
        }),
      close: () => Promise.resolve(),
    };
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay);
  }

  return {
    crashAfter(boundaries) {
      left = boundaries;
    },
    crashAt(who, place) {
      trap = { who, place };
    },
    isDead: () => dead,
    kill() {
      dead = true;
    },
    cause: () => cause,
    committed: (who) => commits.get(who) ?? 0,
    idle,
    databaseOf,
  };
}

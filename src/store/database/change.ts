/** A change of the store together with what it announces and whom it wakes: one transaction, then the after-effects. */
import type { Announcement } from '../../domain/announcement.ts';
import { type Database, type Queryable, statement } from './database.ts';

/** The engine's workers, by what they do. */
export type EngineWorker =
  | 'schedule'
  | 'rollout'
  | 'completion'
  | 'cancellation'
  | 'deletion'
  | 'timeout'
  | 'membership'
  | 'index'
  | 'connectivity';

/** Announcements that are committed and wait to be published. */
export interface StoredAnnouncements {
  readonly announcementId: number;
  readonly announcements: readonly Announcement[];
}

/** What happens after a commit, in this process. Both are hints: a crash before them loses nothing that is stored. */
export interface AfterCommit {
  announce(stored: StoredAnnouncements): void;
  wake(worker: EngineWorker): void;
}

/** Collects what a transaction wants to happen after its commit. */
export interface Effects {
  announce(announcement: Announcement): void;
  wake(worker: EngineWorker): void;
}

const append = statement(
  'announcement.append',
  'INSERT INTO announcement (body) VALUES ($1) RETURNING announcement_id AS "announcementId"',
);

/**
 * Runs `work` in a transaction, stores its announcements in the same one, and passes them on after the commit. `work` may
 * run several times, each time with fresh effects.
 */
export async function change<T>(
  database: Database,
  after: AfterCommit,
  work: (transaction: Queryable, effects: Effects) => Promise<T>,
): Promise<T> {
  const { result, stored, workers } = await database.transaction(async (transaction) => {
    const announcements: Announcement[] = [];
    const workers = new Set<EngineWorker>();
    const result = await work(transaction, {
      announce: (announcement) => announcements.push(announcement),
      wake: (worker) => workers.add(worker),
    });
    if (announcements.length === 0) return { result, stored: undefined, workers };
    const [row] = await transaction.query<{ announcementId: number }>(append, [JSON.stringify(announcements)]);
    if (row === undefined) throw new Error('An INSERT with RETURNING gave no row.');
    return { result, stored: { announcementId: row.announcementId, announcements }, workers };
  });
  if (stored !== undefined) after.announce(stored);
  for (const worker of workers) after.wake(worker);
  return result;
}

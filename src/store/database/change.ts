/** A change of the store together with what it announces and what it signals: one transaction, then the signals. */
import type { Announcement, StoredAnnouncements } from '../../domain/announcement.ts';
import type { EngineWorker, Signal, SignalDelivery } from '../../domain/signal.ts';
import { type Database, type Queryable, statement } from './database.ts';

/** Collects what a transaction wants to happen after its commit. */
export interface Effects {
  /** Stores an announcement in the transaction. */
  announce(announcement: Announcement): void;
  /** Tells a worker of the engine that there is work. */
  wake(worker: EngineWorker): void;
  /** Raises any other signal. Equal signals of one transaction are delivered once. */
  raise(signal: Exclude<Signal, { readonly kind: 'announced' | 'woken' }>): void;
}

const append = statement(
  'announcement.append',
  'INSERT INTO announcement (body) VALUES ($1) RETURNING announcement_id AS "announcementId"',
);

/**
 * Runs `work` in a transaction, stores its announcements in the same one, and delivers its signals after the commit.
 * Resolves when those in this process have followed them. `work` may run several times, each time with fresh effects.
 */
export async function change<T>(
  database: Database,
  signals: SignalDelivery,
  work: (transaction: Queryable, effects: Effects) => Promise<T>,
): Promise<T> {
  const { raised, result, stored } = await database.transaction(async (transaction) => {
    const announcements: Announcement[] = [];
    const raised = new Map<string, Signal>();
    const raise = (signal: Signal) => raised.set(JSON.stringify(signal), signal);
    const result = await work(transaction, {
      announce: (announcement) => announcements.push(announcement),
      wake: (worker) => raise({ kind: 'woken', worker }),
      raise,
    });
    return { raised, result, stored: await storeAnnouncements(transaction, announcements) };
  });
  const announced: Signal[] = stored === undefined ? [] : [{ kind: 'announced', stored }];
  const all = [...announced, ...raised.values()];
  if (all.length > 0) await signals.deliver(all);
  return result;
}

async function storeAnnouncements(
  transaction: Queryable,
  announcements: readonly Announcement[],
): Promise<StoredAnnouncements | undefined> {
  if (announcements.length === 0) return undefined;
  const [row] = await transaction.query<{ announcementId: number }>(append, [JSON.stringify(announcements)]);
  if (row === undefined) throw new Error('An INSERT with RETURNING gave no row.');
  return { announcementId: row.announcementId, announcements };
}

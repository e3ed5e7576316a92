/**
 * The log of announcements, and how far its readers have come. The order of the log is that of transactions, then of numbers.
 * Transactions do not commit in that order, so a reader only sees what is older than the oldest transaction under way: what
 * commits late is never skipped. Rows that every reader has passed are deleted, and nothing else deletes from the log.
 */
import type { StoredAnnouncements } from '../../domain/announcement.ts';
import { type Queryable, statement } from '../database/database.ts';

/** A place in the log: behind the row with this transaction and number. */
export interface LogPosition {
  /** PostgreSQL's xid8, in decimal. */
  readonly transactionId: string;
  readonly announcementId: number;
}

/** A row of the log with its place. */
export interface LoggedAnnouncements extends StoredAnnouncements, LogPosition {}

const AFTER_AND_BELOW_HORIZON = `(transaction_id, announcement_id) > ($1::xid8, $2::bigint)
      AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY transaction_id, announcement_id LIMIT $3`;

const positions = statement(
  'announcementLog.positions',
  `SELECT transaction_id::text AS "transactionId", announcement_id AS "announcementId" FROM announcement
    WHERE ${AFTER_AND_BELOW_HORIZON}`,
);

/** The places of up to `limit` rows behind a position, in the order of the log. */
export function readLogPositions(queryable: Queryable, after: LogPosition, limit: number): Promise<LogPosition[]> {
  return queryable.query(positions, [after.transactionId, after.announcementId, limit]);
}

const rows = statement(
  'announcementLog.rows',
  `SELECT transaction_id::text AS "transactionId", announcement_id AS "announcementId", body AS announcements
     FROM announcement WHERE ${AFTER_AND_BELOW_HORIZON}`,
);

/** Up to `limit` rows behind a position, in the order of the log. */
export function readLog(queryable: Queryable, after: LogPosition, limit: number): Promise<LoggedAnnouncements[]> {
  return queryable.query(rows, [after.transactionId, after.announcementId, limit]);
}

const horizon = statement(
  'announcementLog.horizon',
  `SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS shown, pg_snapshot_xmax(pg_current_snapshot())::text AS begun`,
);

/** Which transactions the log shows, and which have begun: all below these. What is committed is shown once `shown` passes it. */
export async function readLogHorizon(
  queryable: Queryable,
): Promise<{ readonly shown: bigint; readonly begun: bigint }> {
  const [row] = await queryable.query<{ shown: string; begun: string }>(horizon);
  if (row === undefined) throw new Error('A SELECT without FROM gave no row.');
  return { shown: BigInt(row.shown), begun: BigInt(row.begun) };
}

const find = statement(
  'announcementLog.findReader',
  `SELECT transaction_id::text AS "transactionId", announcement_id AS "announcementId" FROM announcement_reader
    WHERE reader_name = $1`,
);

/** How far a reader has come; undefined if it is not registered. */
export async function findLogReader(queryable: Queryable, readerName: string): Promise<LogPosition | undefined> {
  return (await queryable.query<LogPosition>(find, [readerName]))[0];
}

const register = statement(
  'announcementLog.register',
  `INSERT INTO announcement_reader (reader_name, transaction_id, announcement_id)
   VALUES ($1, pg_snapshot_xmin(pg_current_snapshot()), 0)
   ON CONFLICT (reader_name) DO NOTHING`,
);

/**
 * Registers a reader, which is to read what is announced from now on. It may also get what transactions announce that are
 * under way at the moment. A reader that is registered already stays where it is.
 */
export async function registerLogReader(queryable: Queryable, readerName: string): Promise<void> {
  await queryable.query(register, [readerName]);
}

const unregister = statement('announcementLog.unregister', 'DELETE FROM announcement_reader WHERE reader_name = $1');

/** Removes a reader, which from then on holds nothing back. */
export async function unregisterLogReader(queryable: Queryable, readerName: string): Promise<void> {
  await queryable.query(unregister, [readerName]);
}

const move = statement(
  'announcementLog.move',
  `UPDATE announcement_reader SET transaction_id = $2::xid8, announcement_id = $3
    WHERE reader_name = $1 AND (transaction_id, announcement_id) < ($2::xid8, $3::bigint)`,
);

/** Saves how far a reader has come, once it has done with everything up to there. It never goes back. */
export async function moveLogReader(queryable: Queryable, readerName: string, to: LogPosition): Promise<void> {
  await queryable.query(move, [readerName, to.transactionId, to.announcementId]);
}

const slowest = statement(
  'announcementLog.slowest',
  `SELECT transaction_id::text AS "transactionId", announcement_id AS "announcementId" FROM announcement_reader
    ORDER BY transaction_id, announcement_id LIMIT 1`,
);

// The range is the key's, so that this is quick on tables that were never analyzed, too.
const remove = statement(
  'announcementLog.remove',
  'DELETE FROM announcement WHERE (transaction_id, announcement_id) <= ($1::xid8, $2::bigint)',
);

/** Deletes what every reader has passed. */
export async function trimLog(queryable: Queryable): Promise<void> {
  const [position] = await queryable.query<LogPosition>(slowest);
  if (position !== undefined) await queryable.query(remove, [position.transactionId, position.announcementId]);
}

/**
 * How far a reader has come in the log of announcements. Rows that this process stored are handed over in memory and
 * may be done before the log shows them; the cursor then moves over them by their places alone, without reading them
 * back.
 */
import type { StoredAnnouncements } from '../../domain/announcement.ts';
import {
  findLogReader,
  type LogPosition,
  moveLogReader,
  readLog,
  readLogHorizon,
  readLogPositions,
  trimLog,
} from '../../store/announcement/announcement-log.ts';
import type { Database } from '../../store/database/database.ts';

export interface LogCursor {
  /** How many done rows the cursor has not passed yet. */
  readonly ahead: number;
  /** Notes that a row is done. */
  done(announcementId: number): void;
  /** True if a row was read from the log a short while ago, so that it need not be taken from memory as well. */
  wasRead(announcementId: number): boolean;
  /**
   * Moves over rows that are done, saves the new position and deletes the rows that all readers have passed. `hasMoved`
   * says whether the cursor moved; `isUnknownNext` is true if the next row is neither done nor among `waiting`.
   */
  advance(waiting: ReadonlySet<number>): Promise<{ readonly hasMoved: boolean; readonly isUnknownNext: boolean }>;
  /**
   * Reads up to `limit` rows after the cursor and returns those that are not done. `isEnd` is true if there are no
   * more, and no row that was committed before the last call of `catchUp` can still appear.
   */
  read(limit: number): Promise<{ readonly rows: readonly StoredAnnouncements[]; readonly isEnd: boolean }>;
  /** From now on `read` reaches its end only when everything that is committed by now has been read. */
  catchUp(): void;
}

const PLACES_AT_A_TIME = 1_000;
/** How many of the rows that were read from the log are remembered. */
const READ_REMEMBERED = 10_000;

/** The cursor of a registered reader. `beforeSaving` resolves when what is done would survive a crash. */
export function createLogCursor(database: Database, readerName: string, beforeSaving: () => Promise<void>): LogCursor {
  const done = new Set<number>();
  const read = new Set<number>();
  let position: LogPosition | undefined;
  /**
   * How far the log must have shown its rows: `unknown` until the log is asked, null when it has shown all that
   * `catchUp` was about.
   */
  let target: bigint | 'unknown' | null = null;

  async function place(): Promise<LogPosition> {
    if (position !== undefined) return position;
    const found = await findLogReader(database, readerName);
    if (found === undefined) throw new Error(`The reader ${readerName} of the announcements is not registered.`);
    // An earlier process may have ended between saving its position and deleting.
    await trimLog(database);
    position = found;
    return found;
  }

  async function hasCaughtUp(): Promise<boolean> {
    const { begun, shown } = await readLogHorizon(database);
    if (target === 'unknown') target = begun;
    if (target !== null && shown < target) return false;
    target = null;
    return true;
  }

  return {
    get ahead() {
      return done.size;
    },
    done: (announcementId) => void done.add(announcementId),
    wasRead: (announcementId) => read.has(announcementId),
    async advance(waiting) {
      const from = await place();
      const passed: LogPosition[] = [];
      let next: LogPosition | undefined;
      for (let isFull = true; isFull && next === undefined; ) {
        const places = await readLogPositions(database, passed.at(-1) ?? from, PLACES_AT_A_TIME);
        const stop = places.findIndex(({ announcementId }) => !done.has(announcementId));
        next = places[stop];
        passed.push(...(next === undefined ? places : places.slice(0, stop)));
        isFull = places.length === PLACES_AT_A_TIME;
      }
      const last = passed.at(-1);
      if (last !== undefined) {
        await beforeSaving();
        await moveLogReader(database, readerName, last);
        await trimLog(database);
        position = last;
        for (const { announcementId } of passed) done.delete(announcementId);
      }
      return { hasMoved: last !== undefined, isUnknownNext: next !== undefined && !waiting.has(next.announcementId) };
    },
    async read(limit) {
      // The horizon is asked for before the rows are read; otherwise it could cover rows committed in between.
      const isCaughtUp = target === null || (await hasCaughtUp());
      const rows = await readLog(database, await place(), limit);
      const fresh = rows.filter(({ announcementId }) => !done.has(announcementId));
      for (const { announcementId } of fresh) {
        read.add(announcementId);
        if (read.size <= READ_REMEMBERED) continue;
        for (const oldest of read) {
          read.delete(oldest);
          break;
        }
      }
      return { rows: fresh, isEnd: rows.length < limit && isCaughtUp };
    },
    catchUp() {
      target = 'unknown';
    },
  };
}

/**
 * How far a reader has come in the log of announcements. What this process stored is handed over in memory and may be done
 * before the log shows it; the cursor then moves over it by places alone, without reading it back.
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
  /** How many rows are done that the cursor has not passed yet. */
  readonly ahead: number;
  /** Notes that a row is done. */
  done(announcementId: number): void;
  /** True if a row was read from the log a short while ago: then it need not be taken from memory as well. */
  wasRead(announcementId: number): boolean;
  /**
   * Moves over rows that are done, saves how far it has come and deletes what all readers have passed. Resolves to `unknown` if
   * it then stands before a row that is neither done nor among `waiting`, and to whether it has moved.
   */
  advance(waiting: ReadonlySet<number>): Promise<{ readonly hasMoved: boolean; readonly isUnknownNext: boolean }>;
  /**
   * Reads up to `limit` rows behind the cursor and gives those that are not done. `isEnd` if there are no more, and none can
   * come any more that was committed before `catchUp` was called last.
   */
  read(limit: number): Promise<{ readonly rows: readonly StoredAnnouncements[]; readonly isEnd: boolean }>;
  /** From now on `read` is not at its end before everything has been read that is committed by now. */
  catchUp(): void;
}

const PLACES_AT_A_TIME = 1_000;
/** How many rows that were read from the log are remembered. */
const READ_REMEMBERED = 10_000;

/** The cursor of a registered reader. `beforeSaving` resolves when what is done would survive a crash. */
export function createLogCursor(database: Database, readerName: string, beforeSaving: () => Promise<void>): LogCursor {
  const done = new Set<number>();
  const read = new Set<number>();
  let position: LogPosition | undefined;
  /** `unknown` until it is asked; null when the log has shown all that `catchUp` was about. */
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
      // Asked before the rows are read, so that none of them is committed in between.
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

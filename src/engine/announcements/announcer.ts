/**
 * Publishes the announcements of changes after their commit, each at least once. Announcements that this process stored
 * come from memory, at once. Those that it missed, because there were too many or because another process stored them,
 * are read from the log. The position in the log is saved after publishing, never before, so a crash repeats the last
 * few announcements and skips none.
 */
import type { StoredAnnouncements } from '../../domain/announcement.ts';
import { createLogCursor } from './log-cursor.ts';
import { type PublishingOptions, publishAnnouncements } from './publish-announcements.ts';

export interface AnnouncerOptions extends PublishingOptions {
  readonly onError: (error: unknown) => void;
  /**
   * The name of the log reader that this announcer uses; no two announcers share one at a time. `devices` if absent.
   */
  readonly readerName?: string;
  /** How often to look in the log for rows that nobody handed over; never if absent. */
  readonly checkMs?: number;
}

export interface Announcer {
  /** Takes announcements that were just committed. */
  announce(stored: StoredAnnouncements): void;
  /** Also publishes what is in the log but was not handed over, because an earlier process or another one stored it. */
  recover(): void;
  /**
   * Resolves when everything taken so far is published and the log shows it, unless a transaction keeps it from
   * showing.
   */
  drained(): Promise<void>;
  /** Publishes what was taken so far, but gives up at the first failure: what is stored is published at the next start. */
  close(): Promise<void>;
}

/** The reader of a server that is the only one on its database; it is registered from the beginning. */
const READER = 'devices';
const ROWS_AT_A_TIME = 200;
/** How many changes of things the memory holds; one row of a rollout may have thousands. */
const MAXIMUM_CHANGES = 200_000;
/** How many published rows may wait until the log shows them; a long transaction can hold that up. */
const MAXIMUM_AHEAD = 100_000;
const RETRY_MS = 500;
/** Lingering this long lets one statement serve many rows. */
const LINGER_MS = 50;
const LONGEST_LINGER_MS = 1_000;
/** How often `drained` looks whether the log shows what is published. A transaction elsewhere may hide it for longer. */
const DRAINING_LOOKS = 5;
const DRAINING_PAUSE_MS = 2;

export function createAnnouncer(options: AnnouncerOptions): Announcer {
  const { checkMs, database, onError, publisher, readerName = READER } = options;
  const cursor = createLogCursor(database, readerName, async () => publisher.kept?.());
  const queue: StoredAnnouncements[] = [];
  let running: Promise<void> | undefined;
  let closing = false;
  let held = 0;
  /** While somebody waits in `drained`: how often it may still look whether the log shows everything. */
  let looksLeft = 0;
  const draining: (() => void)[] = [];
  /** Ends the lingering early; undefined while the announcer does not linger. */
  let hurry: (() => void) | undefined;
  /**
   * Whether the log may have rows that were not taken. If so, all rows that follow are read from the log, in its order.
   */
  let behind = false;
  /** Rows that were not taken because there was no room, and that the log has yet to show. */
  const missed = new Set<number>();
  const check = checkMs === undefined ? undefined : setInterval(look, checkMs).unref();

  async function run(): Promise<void> {
    let lingerMs = LINGER_MS;
    while (queue.length > 0 || behind || cursor.ahead > 0) {
      try {
        if (queue.length > 0) await publishFirst();
        else if (behind && !closing) await fill();
        else {
          await linger(lingerMs);
          if (queue.length > 0 || (behind && !closing)) continue;
          // A transaction under way hides the rows after it, so the log is asked less and less often.
          lingerMs = (await advance()) ? LINGER_MS : Math.min(2 * lingerMs, LONGEST_LINGER_MS);
          if (closing) return;
        }
        tellDrained();
      } catch (error) {
        // None of these rows counts as published; the database is probably away. Publishing a row twice does no harm.
        onError(error);
        if (closing) return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  /** Moves the cursor over the rows that are published; returns true if it moved. */
  async function advance(): Promise<boolean> {
    const { hasMoved, isUnknownNext } = await cursor.advance(
      new Set(queue.map(({ announcementId }) => announcementId)),
    );
    behind ||= isUnknownNext;
    return hasMoved;
  }

  /** Reads rows that are not published yet from the log. */
  async function fill(): Promise<void> {
    await advance();
    const { isEnd, rows } = await cursor.read(ROWS_AT_A_TIME);
    for (const row of rows) {
      missed.delete(row.announcementId);
      held += weightOf(row);
    }
    queue.push(...rows);
    behind = !isEnd || missed.size > 0;
    // A transaction under way still hides some rows.
    if (rows.length === 0 && behind) await linger(LINGER_MS);
  }

  async function publishFirst(): Promise<void> {
    const rows = queue.slice(0, ROWS_AT_A_TIME);
    const unfinished = await publishAnnouncements(options, rows);
    queue.splice(0, rows.length);
    for (const row of rows) held -= weightOf(row);
    const left = new Set(unfinished.map(({ announcementId }) => announcementId));
    for (const { announcementId } of rows) if (!left.has(announcementId)) cursor.done(announcementId);
    // A row with pages left lets the others pass, and the cursor stays before it. If this process ends, the next one
    // publishes the row from its start.
    if (!closing) {
      queue.push(...unfinished);
      for (const row of unfinished) held += weightOf(row);
    }
  }

  function linger(milliseconds: number): Promise<void> {
    const isFirstLook = looksLeft === DRAINING_LOOKS;
    if (looksLeft > 0) looksLeft -= 1;
    if (closing || isFirstLook) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, looksLeft > 0 ? DRAINING_PAUSE_MS : milliseconds);
      function done(): void {
        clearTimeout(timer);
        hurry = undefined;
        resolve();
      }
      hurry = done;
    });
  }

  /** Resolves the waiting calls of `drained`, if there is nothing left to wait for. */
  function tellDrained(): void {
    if (running !== undefined && (queue.length > 0 || behind || (cursor.ahead > 0 && looksLeft > 0))) return;
    looksLeft = 0;
    for (const resolve of draining.splice(0)) resolve();
  }

  function start(): void {
    if (closing) return;
    running ??= run().finally(restart);
  }

  /** Looks for rows that nobody handed over, while there is nothing else to do. */
  function look(): void {
    if (closing || running !== undefined) return;
    running = advance()
      .catch(onError)
      .then(() => undefined)
      .finally(restart);
  }

  function restart(): void {
    running = undefined;
    if (!closing && (queue.length > 0 || behind || cursor.ahead > 0)) start();
    else tellDrained();
  }

  return {
    announce(stored) {
      if (cursor.wasRead(stored.announcementId)) return;
      behind ||= held >= MAXIMUM_CHANGES || cursor.ahead >= MAXIMUM_AHEAD;
      if (!behind) {
        queue.push(stored);
        held += weightOf(stored);
      } else if (missed.size < MAXIMUM_AHEAD) missed.add(stored.announcementId);
      hurry?.();
      start();
    },
    recover() {
      cursor.catchUp();
      behind = true;
      hurry?.();
      start();
    },
    drained() {
      if (running === undefined) return Promise.resolve();
      looksLeft = DRAINING_LOOKS;
      hurry?.();
      return new Promise((resolve) => draining.push(resolve));
    },
    async close() {
      await Promise.resolve();
      closing = true;
      clearInterval(check);
      hurry?.();
      while (running !== undefined) await running;
    },
  };
}

/** How many things a row is about. */
function weightOf({ announcements }: StoredAnnouncements): number {
  let weight = 0;
  for (const announcement of announcements) {
    if (announcement.kind === 'executions-joined') weight += announcement.thingNames.length;
    else if (announcement.kind === 'executions-left') weight += announcement.executions.length;
    else weight += 1;
  }
  return weight;
}

/**
 * Publishes what changes announced, after their commit and at least once. What this process stored comes from memory, at once;
 * what it missed, because there was too much of it or because another process stored it, is read from the log. How far
 * the log is published is saved after publishing, never before, so a crash repeats the last few and skips none.
 */
import type { StoredAnnouncements } from '../../domain/announcement.ts';
import { createLogCursor } from './log-cursor.ts';
import { type PublishingOptions, publishAnnouncements } from './publish-announcements.ts';

export interface AnnouncerOptions extends PublishingOptions {
  readonly onError: (error: unknown) => void;
  /** The reader of the log that this is: no two announcers at a time share one. `devices` if absent. */
  readonly readerName?: string;
  /** How often the log is looked at for rows that nobody handed over; never if absent. */
  readonly checkMs?: number;
}

export interface Announcer {
  /** Takes announcements that were just committed. */
  announce(stored: StoredAnnouncements): void;
  /** Also publishes what is in the log and was not taken: of an earlier process, or of another one. */
  recover(): void;
  /** Resolves when everything that was taken so far is published, and the log shows it if no transaction is in the way. */
  drained(): Promise<void>;
  /** Publishes what was taken so far, but gives up at the first failure: what is stored is published at the next start. */
  close(): Promise<void>;
}

/** The reader of a server that is the only one on its database; it is registered from the beginning. */
const READER = 'devices';
const ROWS_AT_A_TIME = 200;
/** How many changes of things the memory holds; one row of a rollout may have thousands. */
const MAXIMUM_CHANGES = 200_000;
/** How many published rows may wait for the log to show them, which a long transaction holds up. */
const MAXIMUM_AHEAD = 100_000;
const RETRY_MS = 500;
/** One statement then does for many rows. */
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
  /** Ends the lingering, if it lingers. */
  let hurry: (() => void) | undefined;
  /** Whether the log may have rows that were not taken; then what follows is read from it, in its order. */
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
          // A transaction under way hides what came after it; it is not asked about again and again.
          lingerMs = (await advance()) ? LINGER_MS : Math.min(2 * lingerMs, LONGEST_LINGER_MS);
          if (closing) return;
        }
        tellDrained();
      } catch (error) {
        // Nothing counts as published; the database is probably away. What is published twice heals.
        onError(error);
        if (closing) return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  /** Moves the cursor over what is published. True if it moved, or if nobody waits for it to move. */
  async function advance(): Promise<boolean> {
    const { hasMoved, isUnknownNext } = await cursor.advance(
      new Set(queue.map(({ announcementId }) => announcementId)),
    );
    behind ||= isUnknownNext;
    return hasMoved;
  }

  /** Takes from the log what is not published. */
  async function fill(): Promise<void> {
    await advance();
    const { isEnd, rows } = await cursor.read(ROWS_AT_A_TIME);
    for (const row of rows) {
      missed.delete(row.announcementId);
      held += weightOf(row);
    }
    queue.push(...rows);
    behind = !isEnd || missed.size > 0;
    // What was missed is hidden by a transaction under way.
    if (rows.length === 0 && behind) await linger(LINGER_MS);
  }

  async function publishFirst(): Promise<void> {
    const rows = queue.slice(0, ROWS_AT_A_TIME);
    const unfinished = await publishAnnouncements(options, rows);
    queue.splice(0, rows.length);
    for (const row of rows) held -= weightOf(row);
    const left = new Set(unfinished.map(({ announcementId }) => announcementId));
    for (const { announcementId } of rows) if (!left.has(announcementId)) cursor.done(announcementId);
    // A row with pages left lets the others pass; the cursor stays before it. A process that ends leaves it to the next one,
    // from its start.
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

  /** Lets those go on who wait in `drained`, if there is nothing left to wait for. */
  function tellDrained(): void {
    if (running !== undefined && (queue.length > 0 || behind || (cursor.ahead > 0 && looksLeft > 0))) return;
    looksLeft = 0;
    for (const resolve of draining.splice(0)) resolve();
  }

  function start(): void {
    if (closing) return;
    running ??= run().finally(restart);
  }

  /** Rows that nobody handed over are found by looking, while there is nothing else to do. */
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

/** How many things a row speaks of. */
function weightOf({ announcements }: StoredAnnouncements): number {
  let weight = 0;
  for (const announcement of announcements) {
    if (announcement.kind === 'executions-joined') weight += announcement.thingNames.length;
    else if (announcement.kind === 'executions-left') weight += announcement.executions.length;
    else weight += 1;
  }
  return weight;
}

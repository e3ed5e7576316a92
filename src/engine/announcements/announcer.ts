/**
 * Publishes what changes announced, after their commit and at least once. A stored announcement is forgotten after it was
 * published, never before. What is too much to hold in memory waits in the database.
 */
import type { StoredAnnouncements } from '../../domain/announcement.ts';
import { deleteAnnouncements, findLeftAnnouncements } from '../../store/announcement/announcement.ts';
import { type PublishingOptions, publishAnnouncements } from './publish-announcements.ts';

export interface AnnouncerOptions extends PublishingOptions {
  readonly onError: (error: unknown) => void;
}

export interface Announcer {
  /** Takes announcements that were just committed. */
  announce(stored: StoredAnnouncements): void;
  /** Also publishes what an earlier process left. */
  recover(): void;
  /** Resolves when everything that was taken so far is published and forgotten. */
  drained(): Promise<void>;
  /** Publishes what was taken so far, but gives up at the first failure: what is stored is published at the next start. */
  close(): Promise<void>;
}

const ROWS_AT_A_TIME = 200;
/** How many changes of things the memory holds; one row of a rollout may have thousands. */
const MAXIMUM_CHANGES = 200_000;
const RETRY_MS = 500;
const LINGER_MS = 50;

export function createAnnouncer(options: AnnouncerOptions): Announcer {
  const { database, onError } = options;
  const queue: StoredAnnouncements[] = [];
  /** Published and not yet forgotten. */
  const published: number[] = [];
  let running: Promise<void> | undefined;
  let closing = false;
  let held = 0;
  let draining = false;
  /** Ends the lingering, if it lingers. */
  let hurry: (() => void) | undefined;
  /** Whether more is stored than the queue holds; then what follows is read from the database, in its order. */
  let behind = false;

  async function run(): Promise<void> {
    while (queue.length > 0 || behind || published.length > 0) {
      try {
        if (queue.length === 0 && !behind) {
          await linger();
          if (queue.length === 0) await forget();
          continue;
        }
        if (queue.length === 0) await fill();
        await publishFirst();
      } catch (error) {
        // Nothing is forgotten; the database is probably away. What is published twice heals.
        onError(error);
        if (closing) return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  /** Deleting is put off a little, so that one statement does it for many; after a crash these are published once more. */
  async function forget(): Promise<void> {
    if (published.length === 0) return;
    await options.publisher.kept?.();
    await deleteAnnouncements(database, published);
    published.length = 0;
  }

  async function fill(): Promise<void> {
    await forget();
    const rows = await findLeftAnnouncements(database, ROWS_AT_A_TIME);
    behind = rows.length === ROWS_AT_A_TIME;
    const taken = new Set(queue.map(({ announcementId }) => announcementId));
    const fresh = rows.filter(({ announcementId }) => !taken.has(announcementId));
    queue.unshift(...fresh);
    for (const row of fresh) held += weightOf(row);
  }

  async function publishFirst(): Promise<void> {
    const rows = queue.slice(0, ROWS_AT_A_TIME);
    if (rows.length === 0) return;
    const unfinished = await publishAnnouncements(options, rows);
    queue.splice(0, rows.length);
    for (const row of rows) held -= weightOf(row);
    const left = new Set(unfinished.map(({ announcementId }) => announcementId));
    published.push(...rows.map(({ announcementId }) => announcementId).filter((id) => !left.has(id)));
    // What has pages left lets the others pass. A process that ends leaves it to the next one, from its start.
    if (!closing) {
      queue.push(...unfinished);
      for (const row of unfinished) held += weightOf(row);
    }
    if (published.length >= ROWS_AT_A_TIME) await forget();
  }

  function linger(): Promise<void> {
    if (closing || draining) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, LINGER_MS);
      function done(): void {
        clearTimeout(timer);
        hurry = undefined;
        resolve();
      }
      hurry = done;
    });
  }

  function start(): void {
    if (closing) return;
    running ??= run().finally(() => {
      running = undefined;
      if (queue.length > 0 || behind || published.length > 0) start();
    });
  }

  async function drained(): Promise<void> {
    draining = true;
    hurry?.();
    while (running !== undefined) await running;
    draining = false;
  }

  return {
    announce(stored) {
      behind ||= held >= MAXIMUM_CHANGES;
      if (!behind) {
        queue.push(stored);
        held += weightOf(stored);
      }
      hurry?.();
      start();
    },
    recover() {
      behind = true;
      hurry?.();
      start();
    },
    drained,
    async close() {
      await Promise.resolve();
      closing = true;
      await drained();
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

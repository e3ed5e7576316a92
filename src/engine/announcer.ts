/**
 * Publishes what changes announced, after their commit and at least once. Lists are read when they are published, and only
 * those of things that somebody listens to. A stored announcement is forgotten after it was published, never before.
 */
import type { Announcement } from '../domain/announcement.ts';
import { deviceView, groupsOf, pendingView } from '../domain/job-execution/device-view.ts';
import {
  type ListNotification,
  type NextNotification,
  type Notification,
  notificationsOf,
  notificationsOfJoining,
  notificationsOfLeaving,
} from '../domain/notification.ts';
import { type PendingElement, shownList } from '../domain/pending-list.ts';
import type { Clock } from '../lib/clock.ts';
import { deleteAnnouncements, findLeftAnnouncements } from '../store/announcement.ts';
import type { StoredAnnouncements } from '../store/change.ts';
import type { Database } from '../store/database.ts';
import { elementOf } from '../store/device-batch.ts';
import { readFirstPending } from '../store/first-pending.ts';
import type { JobDocuments } from '../store/job-document.ts';
import type { ExecutionOfJob } from '../store/job-execution-row.ts';
import { readPendingLists } from '../store/pending-list.ts';
import type { Publisher } from './publisher.ts';

export interface AnnouncerOptions {
  readonly database: Database;
  readonly documents: JobDocuments;
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly onError: (error: unknown) => void;
}

export interface Announcer {
  /** Takes announcements that were just committed. */
  announce(stored: StoredAnnouncements): void;
  /** Publishes what an earlier process left; resolves when it is in the queue. */
  recover(): Promise<void>;
  /** Resolves when everything that was taken so far is published and forgotten. */
  drained(): Promise<void>;
  /** Publishes what was taken so far, but gives up at the first failure: what is stored is published at the next start. */
  close(): Promise<void>;
}

/** How many stored rows are published together, and how many things are read at a time. */
const ROWS_AT_A_TIME = 200;
const THINGS_AT_A_TIME = 1_000;
const RETRY_MS = 500;

/** A change of one thing's list, and what to ask once the list's first element is known. */
interface ListChange {
  readonly thingName: string;
  readonly notifications: (first: PendingElement | null) => Notification[];
}

export function createAnnouncer(options: AnnouncerOptions): Announcer {
  const { database, onError, publisher } = options;
  const queue: StoredAnnouncements[] = [];
  let running: Promise<void> | undefined;
  let closing = false;

  async function run(): Promise<void> {
    while (queue.length > 0) {
      const rows = queue.slice(0, ROWS_AT_A_TIME);
      try {
        await publishAll(
          options,
          rows.flatMap((row) => row.announcements),
        );
        await deleteAnnouncements(
          database,
          rows.map((row) => row.announcementId),
        );
        queue.splice(0, rows.length);
      } catch (error) {
        // Nothing is forgotten; the database is probably away. What is published twice heals.
        onError(error);
        if (closing) return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  function start(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (queue.length > 0 && !closing) start();
    });
  }

  return {
    announce(stored) {
      queue.push(stored);
      start();
    },
    async recover() {
      let afterId = 0;
      for (;;) {
        const rows = await findLeftAnnouncements(database, afterId, ROWS_AT_A_TIME);
        for (const row of rows) queue.push(row);
        if (rows.length < ROWS_AT_A_TIME) break;
        afterId = rows.at(-1)?.announcementId ?? afterId;
      }
      start();
    },
    drained,
    async close() {
      closing = true;
      await drained();
    },
  };

  async function drained(): Promise<void> {
    while (running !== undefined) await running;
  }

  async function publishAll(_: AnnouncerOptions, announcements: readonly Announcement[]): Promise<void> {
    let changes: ListChange[] = [];
    for (const announcement of announcements) {
      if (announcement.kind === 'event') {
        publisher.publishEvent(announcement.topic, announcement.payload);
        continue;
      }
      for (const listChange of changesOf(announcement)) {
        if (!publisher.isHeard(listChange.thingName)) continue;
        changes.push(listChange);
        if (changes.length < THINGS_AT_A_TIME) continue;
        await publishChanges(options, changes);
        changes = [];
      }
    }
    if (changes.length > 0) await publishChanges(options, changes);
  }
}

function* changesOf(announcement: Exclude<Announcement, { kind: 'event' }>): Generator<ListChange> {
  switch (announcement.kind) {
    case 'pending-list':
      yield { thingName: announcement.thingName, notifications: (first) => notificationsOf(announcement, first) };
      return;
    case 'executions-joined':
      for (const thingName of announcement.thingNames) {
        yield { thingName, notifications: (first) => notificationsOfJoining(announcement, thingName, first) };
      }
      return;
    case 'executions-left':
      for (const execution of announcement.executions) {
        const [thingName] = execution;
        yield { thingName, notifications: (first) => notificationsOfLeaving(announcement, execution, first) };
      }
  }
}

async function publishChanges(options: AnnouncerOptions, changes: readonly ListChange[]): Promise<void> {
  const { clock, database, documents, publisher } = options;
  const firsts = await readFirstPending(database, [...new Set(changes.map((listChange) => listChange.thingName))]);
  const notifications = changes.flatMap(({ notifications: notificationsFor, thingName }) => {
    const first = firsts.get(thingName);
    return notificationsFor(first === undefined ? null : elementOf(first));
  });
  const lists = notifications.filter((notification) => notification.kind === 'list');
  const shownNexts = notifications.filter((notification) => notification.kind === 'next' && notification.shown);
  const [read, documentOf] = await Promise.all([
    readPendingLists(
      database,
      lists.map(({ namespaceId, thingName }) => ({ thingName, namespaceId: namespaceId ?? null })),
    ),
    documents.load(firstsOf(shownNexts, firsts)),
  ]);
  const listOf = new Map(lists.map((notification, index) => [notification, read[index]?.executions ?? []]));
  const now = clock.now();
  const said = new Set<string>();
  for (const notification of notifications) {
    // Every change of a list is told, but that the same execution is next need not be said twice in a row.
    if (notification.kind === 'next' && isRepeated(said, notification)) continue;
    if (notification.kind === 'list') publishList(publisher, notification, listOf.get(notification) ?? [], now);
    else publishNext(publisher, notification, firsts.get(notification.thingName), documentOf, now);
  }
}

/** All next notifications that are published together show the same state of a thing's list. */
function isRepeated(said: Set<string>, { shown, thingName, topicNamespaceId }: NextNotification): boolean {
  const what = `${thingName} ${topicNamespaceId ?? ''} ${shown}`;
  if (said.has(what)) return true;
  said.add(what);
  return false;
}

function firstsOf(
  notifications: readonly Notification[],
  firsts: ReadonlyMap<string, ExecutionOfJob>,
): ExecutionOfJob[] {
  return notifications.flatMap(({ thingName }) => firsts.get(thingName) ?? []);
}

function publishList(
  publisher: Publisher,
  notification: ListNotification,
  executions: readonly ExecutionOfJob[],
  now: number,
): void {
  const { inProgress, queued } = groupsOf(shownList(executions));
  publisher.publishList(notification, inProgress.map(pendingView), queued.map(pendingView), now);
}

function publishNext(
  publisher: Publisher,
  notification: NextNotification,
  first: ExecutionOfJob | undefined,
  documentOf: (execution: ExecutionOfJob) => string | undefined,
  now: number,
): void {
  if (!notification.shown) {
    publisher.publishNext(notification, undefined, now);
    return;
  }
  const document = first === undefined ? undefined : documentOf(first);
  // A job that was deleted between the two reads is announced by its deletion.
  if (first === undefined || document === undefined) return;
  publisher.publishNext(notification, deviceView(first, document, now), now);
}

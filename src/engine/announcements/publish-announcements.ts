/**
 * Turns announcements into messages to listeners. Lists are read when they are published, and only for things that
 * somebody listens to, so a late message never tells an old state.
 */
import type { Announcement, StoredAnnouncements } from '../../domain/announcement.ts';
import { deviceView, groupsOf, pendingView } from '../../domain/job-execution/device-view.ts';
import {
  type ListNotification,
  type NextNotification,
  type Notification,
  notificationsOf,
  notificationsOfJoining,
  notificationsOfLeaving,
} from '../../domain/notification.ts';
import { type PendingElement, shownList } from '../../domain/pending-list.ts';
import type { Clock } from '../../lib/clock.ts';
import { publications, since } from '../../lib/measurements.ts';
import type { Database } from '../../store/database/database.ts';
import type { JobDocuments } from '../../store/job/job-document.ts';
import { findHidingJobs } from '../../store/job/job-schedule.ts';
import { elementOf } from '../../store/job-execution/device-read.ts';
import { readFirstPending, readPendingNamespaces } from '../../store/job-execution/first-pending.ts';
import type { ExecutionOfJob } from '../../store/job-execution/job-execution-row.ts';
import { readPendingLists } from '../../store/job-execution/pending-list.ts';
import type { Publisher } from './publisher.ts';
import { readWindowPage } from './window-page.ts';

export interface PublishingOptions {
  readonly database: Database;
  readonly documents: JobDocuments;
  readonly clock: Clock;
  readonly publisher: Publisher;
}

/** How many things are read at a time. */
const THINGS_AT_A_TIME = 1_000;

/**
 * A change of one thing's list, with a function that gives its notifications once the list's first element is known.
 */
interface AnnouncedChange {
  readonly thingName: string;
  /** The job of an execution that was queued; nobody is told of it while the job waits for a window. */
  readonly joinedJobNumber?: number;
  /** `namespaces` are those of the list, if an execution that joined is its first element. */
  readonly notifications: (first: PendingElement | null, namespaces: readonly (string | undefined)[]) => Notification[];
}

/**
 * Publishes rows in their order, but only one page of a window's change; resolves when every listener's session has the
 * messages. Returns the rows that have pages left.
 */
export async function publishAnnouncements(
  options: PublishingOptions,
  rows: readonly StoredAnnouncements[],
): Promise<StoredAnnouncements[]> {
  const { database, publisher } = options;
  const beganAt = publications.begin();
  const unfinished: StoredAnnouncements[] = [];
  let changes: AnnouncedChange[] = [];
  for (const { announcementId, announcements } of rows) {
    const left: Announcement[] = [];
    for (const announcement of announcements) {
      if (announcement.kind === 'event') {
        publisher.publishEvent(announcement.topic, announcement.payload);
        continue;
      }
      let known = announcement;
      if (known.kind === 'window-changed') {
        const page = await readWindowPage(database, known, THINGS_AT_A_TIME);
        if (page.rest !== null) left.push(page.rest);
        known = page.announcement;
      }
      for (const listChange of changesOf(known)) {
        if (!publisher.isHeard(listChange.thingName)) continue;
        changes.push(listChange);
        if (changes.length < THINGS_AT_A_TIME) continue;
        await publishChanges(options, changes);
        changes = [];
      }
    }
    if (left.length > 0) unfinished.push({ announcementId, announcements: left });
  }
  if (changes.length > 0) await publishChanges(options, changes);
  const announcements = rows.length - unfinished.length;
  if (beganAt !== undefined) publications.tell({ announcements, durationMs: since(beganAt) });
  return unfinished;
}

function* changesOf(
  announcement: Exclude<Announcement, { kind: 'event' | 'window-changed' }>,
): Generator<AnnouncedChange> {
  switch (announcement.kind) {
    case 'pending-list':
      yield { thingName: announcement.thingName, notifications: (first) => notificationsOf(announcement, first) };
      return;
    case 'executions-joined':
      for (const thingName of announcement.thingNames) {
        const { jobNumber } = announcement;
        const notifications: AnnouncedChange['notifications'] = (first, namespaces) =>
          notificationsOfJoining(announcement, thingName, first, namespaces);
        yield { thingName, joinedJobNumber: jobNumber, notifications };
      }
      return;
    case 'executions-left':
      for (const execution of announcement.executions) {
        const [thingName] = execution;
        yield { thingName, notifications: (first) => notificationsOfLeaving(announcement, execution, first) };
      }
  }
}

async function publishChanges(options: PublishingOptions, all: readonly AnnouncedChange[]): Promise<void> {
  const { clock, database, documents, publisher } = options;
  const changes = await withoutHidden(database, all);
  const firsts = await readFirstPending(database, [...new Set(changes.map((listChange) => listChange.thingName))]);
  const namespaces = await namespacesBehind(database, changes, firsts);
  const notifications = changes.flatMap(({ notifications: notificationsFor, thingName }) => {
    const first = firsts.get(thingName);
    return notificationsFor(first === undefined ? null : elementOf(first), namespaces.get(thingName) ?? []);
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
    // Every change of a list is told, but the same next execution is not told twice in a row.
    if (notification.kind === 'next' && isRepeated(said, notification)) continue;
    if (notification.kind === 'list') publishList(publisher, notification, listOf.get(notification) ?? [], now);
    else publishNext(publisher, notification, firsts.get(notification.thingName), documentOf, now);
  }
}

/** The namespaces of the lists whose first element has just joined. */
async function namespacesBehind(
  database: Database,
  changes: readonly AnnouncedChange[],
  firsts: ReadonlyMap<string, ExecutionOfJob>,
): Promise<ReadonlyMap<string, readonly (string | undefined)[]>> {
  const joined = changes.filter(
    ({ joinedJobNumber, thingName }) =>
      joinedJobNumber !== undefined && firsts.get(thingName)?.jobNumber === joinedJobNumber,
  );
  if (joined.length === 0) return new Map();
  return readPendingNamespaces(database, [...new Set(joined.map(({ thingName }) => thingName))]);
}

/**
 * Leaves out executions of jobs that wait for a window: they are in no list, and are announced when the window opens.
 */
async function withoutHidden(
  database: Database,
  changes: readonly AnnouncedChange[],
): Promise<readonly AnnouncedChange[]> {
  const jobNumbers = new Set(changes.flatMap(({ joinedJobNumber }) => joinedJobNumber ?? []));
  if (jobNumbers.size === 0) return changes;
  const hiding = await findHidingJobs(database, [...jobNumbers]);
  return changes.filter(({ joinedJobNumber }) => joinedJobNumber === undefined || !hiding.has(joinedJobNumber));
}

/**
 * True if the same was said before: all next notifications published together show the same state of a thing's list.
 */
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
  publisher.publishNext(notification, deviceView(first, first.jobId, document, now), now);
}

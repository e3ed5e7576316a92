/**
 * Which notifications a change of a pending list causes (docs/service/notifications.md#when-devices-are-told and the
 * six rules of 8), decided from the announcement and the present list; pure.
 */
import type {
  ExecutionsJoined,
  ExecutionsLeft,
  LeftExecution,
  PendingIdentity,
  PendingListAnnouncement,
} from './announcement.ts';
import { comparePositions, isSameExecution, type PendingElement, positionAt } from './pending-list.ts';

/** A list notification: the executions of one namespace, or of none. */
export interface ListNotification {
  readonly kind: 'list';
  readonly thingName: string;
  readonly namespaceId: string | undefined;
  /** The namespace on whose topics it is published; undefined for the plain topics. */
  readonly topicNamespaceId: string | undefined;
  /** The jobs whose executions joined or left the list; in a namespace each has its own topics. */
  readonly jobIds: readonly string[];
}

/** A next notification: the first element of the list, or the news that nothing is next for this namespace. */
export interface NextNotification {
  readonly kind: 'next';
  readonly thingName: string;
  readonly topicNamespaceId: string | undefined;
  readonly shown: boolean;
}

export type Notification = ListNotification | NextNotification;

/** The notifications of a change of one thing's list; `first` is the list's first element now. */
export function notificationsOf(announcement: PendingListAnnouncement, first: PendingElement | null): Notification[] {
  const { changed, firstBefore, mirrorNamespaceId, thingName } = announcement;
  const namespaces = new Set(changed.map(({ namespaceId }) => namespaceId));
  const lists = [...namespaces].flatMap((namespaceId) => {
    const jobIds = changed.filter((identity) => identity.namespaceId === namespaceId).map(({ jobId }) => jobId);
    return mirrored<ListNotification>(
      { kind: 'list', thingName, namespaceId, topicNamespaceId: namespaceId, jobIds },
      mirrorNamespaceId,
    );
  });
  if (isSameExecution(firstBefore, first)) return lists;
  return [...lists, ...nextNotifications(thingName, firstBefore, first, mirrorNamespaceId)];
}

/**
 * The notifications for one thing of a chunk of queued executions. An execution that a window brings back may move
 * ahead of others. Which of those was first is unknown, so each of their `namespaces` is told that nothing is next any
 * more.
 */
export function notificationsOfJoining(
  joined: ExecutionsJoined,
  thingName: string,
  first: PendingElement | null,
  namespaces: readonly (string | undefined)[],
): Notification[] {
  const { jobId, jobNumber, namespaceId } = joined;
  const list: ListNotification = {
    kind: 'list',
    thingName,
    namespaceId,
    topicNamespaceId: namespaceId,
    jobIds: [jobId],
  };
  if (first === null || first.jobNumber !== jobNumber) return [list];
  const bare = namespaces
    .filter((other) => other !== namespaceId)
    .map((topicNamespaceId) => ({ kind: 'next' as const, thingName, topicNamespaceId, shown: false }));
  return [list, ...bare, { kind: 'next', thingName, topicNamespaceId: namespaceId, shown: true }];
}

/**
 * The notifications for one execution of a chunk that left the lists. It was the first if it stood before the present
 * first.
 */
export function notificationsOfLeaving(
  left: ExecutionsLeft,
  execution: LeftExecution,
  first: PendingElement | null,
): Notification[] {
  const [thingName, executionNumber, status, queuedAt] = execution;
  const { jobId, jobNumber, mirrorNamespaceId, namespaceId } = left;
  const list: ListNotification = {
    kind: 'list',
    thingName,
    namespaceId,
    topicNamespaceId: namespaceId,
    jobIds: [jobId],
  };
  const lists = mirrored(list, mirrorNamespaceId);
  if (first !== null) {
    const then = left.since === undefined ? first : positionAt(first, left.since);
    if (comparePositions({ status, queuedAt, jobNumber }, then) > 0) return lists;
  }
  const gone: PendingIdentity = { jobId, jobNumber, executionNumber, namespaceId };
  return [...lists, ...nextNotifications(thingName, gone, first, mirrorNamespaceId)];
}

/**
 * The new first execution goes to the next topic of its own namespace. If the former first belonged to another
 * namespace, that one is told that nothing is next any more; likewise if the whole list is now empty
 * (docs/service/notifications.md#namespaces).
 */
function nextNotifications(
  thingName: string,
  before: PendingIdentity | null,
  first: PendingElement | null,
  mirrorNamespaceId: string | undefined,
): NextNotification[] {
  const notifications: NextNotification[] = [];
  if (before !== null && (first === null || first.namespaceId !== before.namespaceId)) {
    notifications.push({ kind: 'next', thingName, topicNamespaceId: before.namespaceId, shown: false });
  }
  if (first !== null) {
    notifications.push({ kind: 'next', thingName, topicNamespaceId: first.namespaceId, shown: true });
  }
  return notifications.flatMap((notification) => mirrored(notification, mirrorNamespaceId));
}

/**
 * If the caller named a namespace, the plain notifications are published once more, unchanged, on that namespace's
 * topics.
 */
function mirrored<N extends Notification>(notification: N, mirrorNamespaceId: string | undefined): N[] {
  if (mirrorNamespaceId === undefined || notification.topicNamespaceId !== undefined) return [notification];
  return [notification, { ...notification, topicNamespaceId: mirrorNamespaceId }];
}

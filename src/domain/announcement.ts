/**
 * What a change wants the world to hear. Announcements are stored in the transaction that makes the change and published
 * after it; what a message says about a pending list is read when it is published, so that a late one is never an old truth.
 */

/** Where an execution stands in the pending list of its thing (`device.md` 7.1): compared member by member. */
export interface PendingPosition {
  readonly status: 'IN_PROGRESS' | 'QUEUED';
  readonly queuedAt: number;
  readonly jobNumber: number;
}

/** An execution as a pending list knows it. */
export interface PendingIdentity {
  readonly jobId: string;
  readonly jobNumber: number;
  readonly executionNumber: number;
  readonly namespaceId?: string | undefined;
}

export type Announcement =
  | EventAnnouncement
  | PendingListAnnouncement
  | ExecutionsJoined
  | ExecutionsLeft
  | WindowChanged;

/** A monitoring event, complete as it stands. */
export interface EventAnnouncement {
  readonly kind: 'event';
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The pending list of one thing changed, and what its first element was before is known. */
export interface PendingListAnnouncement {
  readonly kind: 'pending-list';
  readonly thingName: string;
  /** Who joined or left the list; empty if only the order may have changed. */
  readonly changed: readonly PendingIdentity[];
  /** The first element before the change; null if the list was empty. */
  readonly firstBefore: PendingIdentity | null;
  /** A namespace that the causing call named for a job without one: its topics get the same messages again (`device.md` 8, rule 6). */
  readonly mirrorNamespaceId?: string | undefined;
}

/**
 * A chunk of a job's executions was queued, one for each thing. Whether one is first in its list is found when it is
 * published, and only for things that somebody listens to.
 */
export interface ExecutionsJoined {
  readonly kind: 'executions-joined';
  readonly jobId: string;
  readonly jobNumber: number;
  readonly namespaceId?: string | undefined;
  readonly thingNames: readonly string[];
}

/** A chunk of a job's executions left the pending lists of their things. */
export interface ExecutionsLeft {
  readonly kind: 'executions-left';
  readonly jobId: string;
  readonly jobNumber: number;
  readonly namespaceId?: string | undefined;
  readonly mirrorNamespaceId?: string | undefined;
  /** Since when devices are not offered them any more; what started later was not before them. */
  readonly since?: number | undefined;
  /** Where each stood in its list. */
  readonly executions: readonly LeftExecution[];
}

export type LeftExecution = readonly [
  thingName: string,
  executionNumber: number,
  status: 'IN_PROGRESS' | 'QUEUED',
  queuedAt: number,
];

/**
 * A maintenance window opened or closed: all queued executions of the job join the lists of their things, or leave them.
 * Which these are is read, page by page, when it is published.
 */
export interface WindowChanged {
  readonly kind: 'window-changed';
  readonly opened: boolean;
  /** When; what is queued later announces itself. */
  readonly at: number;
  readonly jobId: string;
  readonly jobNumber: number;
  readonly namespaceId?: string | undefined;
  /** The last execution that was told, while pages are left. */
  readonly after?: QueuedPosition | undefined;
}

/** Where a queued execution stands among those of its job. */
export type QueuedPosition = readonly [queuedAt: number, thingName: string, executionNumber: number];

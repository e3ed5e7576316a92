/**
 * What devices and listeners are to be told about a change. An announcement is stored in the transaction that makes the
 * change and published after the commit. What a message says about a pending list is read when it is published, so that
 * a late message never tells an old state.
 */

/**
 * Where an execution stands in the pending list of its thing (docs/service/notifications.md#pending-list): compared
 * member by member.
 */
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

/** What a change can announce. */
export type Announcement =
  | EventAnnouncement
  | PendingListAnnouncement
  | ExecutionsJoined
  | ExecutionsLeft
  | WindowChanged;

/** The announcements of one change, committed and waiting to be published. */
export interface StoredAnnouncements {
  readonly announcementId: number;
  readonly announcements: readonly Announcement[];
}

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
  /** The executions that joined or left the list; empty if only the order may have changed. */
  readonly changed: readonly PendingIdentity[];
  /** The first element before the change; null if the list was empty. */
  readonly firstBefore: PendingIdentity | null;
  /**
   * A namespace that the caller named for a job without one: its topics get copies of the same messages
   * (docs/service/notifications.md#namespaces).
   */
  readonly mirrorNamespaceId?: string | undefined;
}

/**
 * A chunk of a job's executions was queued, one for each thing. Whether an execution is first in its list is looked up
 * when it is published, and only for things that somebody listens to.
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
  /** When devices stopped being offered these executions; what started later did not stand before them. */
  readonly since?: number | undefined;
  /** The place of each execution in its list. */
  readonly executions: readonly LeftExecution[];
}

export type LeftExecution = readonly [
  thingName: string,
  executionNumber: number,
  status: 'IN_PROGRESS' | 'QUEUED',
  queuedAt: number,
];

/**
 * A maintenance window opened or closed: all queued executions of the job join the lists of their things, or leave
 * them. They are read page by page when this is published.
 */
export interface WindowChanged {
  readonly kind: 'window-changed';
  readonly opened: boolean;
  /** The time of the change; what is queued later is announced on its own. */
  readonly at: number;
  readonly jobId: string;
  readonly jobNumber: number;
  readonly namespaceId?: string | undefined;
  /** The last execution that was announced, while pages are left. */
  readonly after?: QueuedPosition | undefined;
}

/** The place of a queued execution among those of its job. */
export type QueuedPosition = readonly [queuedAt: number, thingName: string, executionNumber: number];

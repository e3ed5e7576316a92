/**
 * The pending list of a thing: its order, its first element and what of it is shown
 * (docs/service/notifications.md#pending-list).
 */
import type { PendingIdentity, PendingPosition } from './announcement.ts';

/** Negative if `a` stands before `b`: in progress first, then the oldest, then the older job. */
export function comparePositions(a: PendingPosition, b: PendingPosition): number {
  if (a.status !== b.status) return a.status === 'IN_PROGRESS' ? -1 : 1;
  return a.queuedAt - b.queuedAt || a.jobNumber - b.jobNumber;
}

/** True if both are the same execution. */
export function isSameExecution(a: PendingIdentity | null, b: PendingIdentity | null): boolean {
  if (a === null || b === null) return a === b;
  return a.jobNumber === b.jobNumber && a.executionNumber === b.executionNumber;
}

/** As much of a list's element as its order needs. */
export interface PendingElement extends PendingIdentity, PendingPosition {
  readonly startedAt?: number | null;
}

/** The place of an element at a time at which it was in the list. */
export function positionAt(element: PendingElement, time: number): PendingPosition {
  const startedLater = typeof element.startedAt === 'number' && element.startedAt >= time;
  return startedLater ? { ...element, status: 'QUEUED' } : element;
}

/**
 * Whether the list's first element may have changed when an execution changed from `before` to `after` (null: it left
 * the list). `same`: it certainly did not, so nobody need be told. `maybe`: look it up when the change is announced.
 */
export function firstAfter(
  first: PendingElement | null,
  changed: PendingIdentity,
  after: PendingPosition | null,
): 'same' | 'maybe' {
  if (first === null) return 'maybe';
  const wasFirst = isSameExecution(first, changed);
  // The first execution stays first when it starts: starting only moves it forward.
  if (wasFirst) return after === null ? 'maybe' : 'same';
  if (after === null) return 'same';
  return comparePositions(after, first) < 0 ? 'maybe' : 'same';
}

/**
 * How many executions one list shows: 15 for things with scheduled jobs, else 10
 * (docs/service/notifications.md#length-of-lists).
 */
const LIST_LENGTH = 10;
const LIST_LENGTH_WITH_SCHEDULE = 15;

/** The part of a sorted list that is shown. */
export function shownList<Element extends { readonly scheduled: boolean }>(
  list: readonly Element[],
): readonly Element[] {
  return list.slice(0, list.some((element) => element.scheduled) ? LIST_LENGTH_WITH_SCHEDULE : LIST_LENGTH);
}

/** Decides a device's request from what the store knows about its thing; pure. */
import { type JobExecutionState, JobsRejection } from '../contract/rejections.ts';
import type { Announcement, PendingIdentity } from './announcement.ts';
import type { Job } from './job/job.ts';
import type { JobStatus, SchedulePhase } from './job/status.ts';
import {
  type DeviceReport,
  type JobExecution,
  report,
  type StatusDetails,
  withStepTimer,
} from './job-execution/job-execution.ts';
import { type Retry, retryAfter } from './job-execution/retry.ts';
import { isPending, isTerminal } from './job-execution/status.ts';
import { firstAfter, type PendingElement } from './pending-list.ts';

export type DeviceRequest = StartNextRequest | DescribeRequest | UpdateRequest;

export interface StartNextRequest {
  readonly kind: 'start-next';
  readonly thingName: string;
  readonly statusDetails?: StatusDetails | undefined;
  readonly stepTimeoutInMinutes?: number | undefined;
}

export interface DescribeRequest {
  readonly kind: 'describe';
  readonly thingName: string;
  /** null stands for `$next`, the first execution of the pending list. */
  readonly jobId: string | null;
  readonly executionNumber?: number | undefined;
  readonly namespaceId?: string | undefined;
  readonly includeJobDocument: boolean;
}

export interface UpdateRequest extends DeviceReport {
  readonly kind: 'update';
  readonly thingName: string;
  readonly jobId: string;
  readonly executionNumber?: number | undefined;
  readonly namespaceId?: string | undefined;
  readonly expectedVersion?: number | undefined;
  readonly includeJobDocument: boolean;
}

/** An execution together with what it needs to know of its job. */
export interface JobOfExecution {
  readonly jobId: string;
  readonly jobStatus: JobStatus;
  readonly jobForceCanceled: boolean | null;
  readonly jobSchedulePhase: SchedulePhase | null;
  readonly namespaceId: string | null;
  readonly inProgressTimeoutMinutes: number | null;
  readonly retryConfig: Job['retryConfig'];
}

/** What the store knows of a request's thing. */
export interface Seen {
  readonly thingExists: boolean;
  readonly execution: (JobExecution & JobOfExecution) | null;
  readonly first: PendingElement | null;
}

/** The answer, and the change to save before it is given. */
export interface Decision {
  readonly kind: 'answer';
  /** null: nothing is pending. */
  readonly execution: JobExecution | null;
  readonly jobId: string;
  readonly includeJobDocument: boolean;
  readonly change?: {
    readonly after: JobExecution;
    /** The execution that is queued to retry a failed one. */
    readonly retry?: Retry;
    readonly announcements: readonly Announcement[];
  };
}

/** Decides one request. Checks go in the order of docs/service/devices.md#order-of-checks. */
export function decide(request: DeviceRequest, seen: Seen, now: number): Decision | JobsRejection {
  if (!seen.thingExists) return notFound(`Thing ${request.thingName} does not exist.`);
  switch (request.kind) {
    case 'start-next':
      return startNext(request, seen, now);
    case 'describe':
      return request.jobId === null ? describeNext(request, seen) : describe(request, seen);
    case 'update':
      return update(request, seen, now);
  }
}

const nothing = (includeJobDocument: boolean): Decision => ({
  kind: 'answer',
  execution: null,
  jobId: '',
  includeJobDocument,
});

function startNext(request: StartNextRequest, seen: Seen, now: number): Decision | JobsRejection {
  const { execution } = seen;
  // The first execution of the queue is shown to its own namespace only, and start-next has no namespace
  // (docs/service/notifications.md#namespaces).
  if (execution === null || execution.namespaceId !== null) return nothing(true);
  const { inProgressTimeoutMinutes, jobId } = execution;
  const { statusDetails, stepTimeoutInMinutes } = request;
  if (execution.status === 'IN_PROGRESS') {
    if (stepTimeoutInMinutes === undefined) return { kind: 'answer', execution, jobId, includeJobDocument: true };
    return started(withStepTimer(execution, stepTimeoutInMinutes, now), jobId);
  }
  const said = { status: 'IN_PROGRESS', statusDetails, stepTimeoutInMinutes } as const;
  const after = report(execution, said, inProgressTimeoutMinutes, now);
  if (after === 'refused') return new JobsRejection('InternalError', 'The next job execution cannot be started.');
  return started(after, jobId);
}

/**
 * It was first and stays first, so there is nothing to announce (docs/service/notifications.md#when-devices-are-told).
 */
function started(after: JobExecution, jobId: string): Decision {
  return { kind: 'answer', execution: after, jobId, includeJobDocument: true, change: { after, announcements: [] } };
}

function describeNext(request: DescribeRequest, seen: Seen): Decision {
  const { execution } = seen;
  if (execution === null || execution.namespaceId !== (request.namespaceId ?? null))
    return nothing(request.includeJobDocument);
  return { kind: 'answer', execution, jobId: execution.jobId, includeJobDocument: request.includeJobDocument };
}

function describe(request: DescribeRequest, seen: Seen): Decision | JobsRejection {
  const { execution } = seen;
  if (execution === null || isOutside(request.namespaceId, execution)) return noExecution(request);
  if (isTerminal(execution.status) || isBeingCanceled(execution)) {
    return new JobsRejection(
      'TerminalStateReached',
      `Job execution ${execution.executionNumber} of job ${execution.jobId} is in the terminal status ${effectiveStatus(execution)}.`,
    );
  }
  return { kind: 'answer', execution, jobId: execution.jobId, includeJobDocument: request.includeJobDocument };
}

function update(request: UpdateRequest, seen: Seen, now: number): Decision | JobsRejection {
  const { execution } = seen;
  if (execution === null || isOutside(request.namespaceId, execution)) return noExecution(request);
  if (request.expectedVersion !== undefined && request.expectedVersion !== execution.versionNumber) {
    const message = `Expected version ${request.expectedVersion} but found version ${execution.versionNumber}`;
    return new JobsRejection('VersionMismatch', message, stateOf(execution));
  }
  const after = isBeingCanceled(execution)
    ? 'refused'
    : report(execution, request, execution.inProgressTimeoutMinutes, now);
  if (after === 'refused') {
    const message = `Job execution status cannot change from ${effectiveStatus(execution)} to ${request.status}.`;
    return new JobsRejection('InvalidStateTransition', message, {
      ...stateOf(execution),
      status: effectiveStatus(execution),
    });
  }
  return {
    kind: 'answer',
    execution: after,
    jobId: execution.jobId,
    includeJobDocument: request.includeJobDocument,
    change: changeOf(execution, after, seen.first, now),
  };
}

/**
 * The end of an execution and the queueing of its retry count as two changes of the list
 * (docs/service/notifications.md#when-devices-are-told).
 */
function changeOf(
  before: JobExecution & JobOfExecution,
  after: JobExecution,
  first: PendingElement | null,
  now: number,
) {
  const announcements = listChange(before, after, first);
  const job = { status: before.jobStatus, schedulePhase: before.jobSchedulePhase, retryConfig: before.retryConfig };
  const retry = retryAfter(after, job, now);
  if (retry === null) return { after, announcements };
  const { jobId, jobNumber, thingName } = before;
  const joined: Announcement = {
    kind: 'executions-joined',
    jobId,
    jobNumber,
    namespaceId: before.namespaceId ?? undefined,
    thingNames: [thingName],
  };
  return { after, retry, announcements: [...announcements, joined] };
}

/**
 * How an update changes the pending list: an end takes the execution out, a start changes the order
 * (docs/service/notifications.md#when-devices-are-told).
 */
function listChange(
  before: JobExecution & JobOfExecution,
  after: JobExecution,
  first: PendingElement | null,
): Announcement[] {
  if (before.status === after.status) return [];
  const changed: PendingIdentity = {
    jobId: before.jobId,
    jobNumber: before.jobNumber,
    executionNumber: before.executionNumber,
    namespaceId: before.namespaceId ?? undefined,
  };
  const stays = isPending(after.status);
  // Between two windows a queued execution is in no list; it joins the list if the device starts it all the same.
  const wasShown = before.status === 'IN_PROGRESS' || before.jobStatus !== 'SCHEDULED';
  if (!wasShown) {
    return stays ? [{ kind: 'pending-list', thingName: before.thingName, changed: [changed], firstBefore: first }] : [];
  }
  const position = stays
    ? { status: 'IN_PROGRESS' as const, queuedAt: after.queuedAt, jobNumber: after.jobNumber }
    : null;
  if (stays && firstAfter(first, changed, position) === 'same') return [];
  return [{ kind: 'pending-list', thingName: before.thingName, changed: stays ? [] : [changed], firstBefore: first }];
}

/** The state that the reply to an update, and two of the rejections, contain. */
export function stateOf(execution: JobExecution): JobExecutionState {
  return {
    status: execution.status,
    versionNumber: execution.versionNumber,
    ...(execution.statusDetails === null ? {} : { statusDetails: execution.statusDetails }),
  };
}

/**
 * True for an execution of a cancelled job that the engine has not reached yet: for the device it is cancelled already.
 */
function isBeingCanceled(execution: JobExecution & JobOfExecution): boolean {
  if (execution.jobStatus !== 'CANCELED') return false;
  return execution.status === 'QUEUED' || (execution.status === 'IN_PROGRESS' && execution.jobForceCanceled === true);
}

function effectiveStatus(execution: JobExecution & JobOfExecution) {
  return isBeingCanceled(execution) ? 'CANCELED' : execution.status;
}

function isOutside(namespaceId: string | undefined, execution: JobOfExecution): boolean {
  return namespaceId !== undefined && namespaceId !== execution.namespaceId;
}

function noExecution(request: DescribeRequest | UpdateRequest): JobsRejection {
  const number = request.executionNumber === undefined ? '' : ` with number ${request.executionNumber}`;
  return notFound(`Thing ${request.thingName} has no execution${number} of job ${request.jobId}.`);
}

function notFound(message: string): JobsRejection {
  return new JobsRejection('ResourceNotFound', message);
}

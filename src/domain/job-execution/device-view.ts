/** Executions as devices see them. Times are milliseconds, documents are the stored text; the gateway encodes both. */
import { approximateSecondsBeforeTimedOut, type JobExecution } from './job-execution.ts';

/** An entry of a pending list. */
export interface PendingJobExecution {
  readonly jobId: string;
  readonly queuedAt: number;
  readonly startedAt?: number | undefined;
  readonly lastUpdatedAt: number;
  readonly versionNumber: number;
  readonly executionNumber: number;
}

export interface DeviceJobExecution extends PendingJobExecution {
  readonly status: string;
  /** Absent when empty. */
  readonly statusDetails?: Readonly<Record<string, string>> | undefined;
  readonly approximateSecondsBeforeTimedOut?: number | undefined;
  /** JSON text, byte for byte as it was stored; absent if it was not asked for. */
  readonly jobDocument?: string | undefined;
}

/** The entry of a pending list. */
export function pendingView(execution: JobExecution & { readonly jobId: string }): PendingJobExecution {
  return {
    jobId: execution.jobId,
    queuedAt: execution.queuedAt,
    ...(execution.startedAt === null ? {} : { startedAt: execution.startedAt }),
    lastUpdatedAt: execution.lastUpdatedAt,
    versionNumber: execution.versionNumber,
    executionNumber: execution.executionNumber,
  };
}

/** The whole execution at `now`, with its document if there is one to show. */
export function deviceView(
  execution: JobExecution,
  jobId: string,
  jobDocument: string | undefined,
  now: number,
): DeviceJobExecution {
  return {
    jobId,
    queuedAt: execution.queuedAt,
    startedAt: execution.startedAt ?? undefined,
    lastUpdatedAt: execution.lastUpdatedAt,
    versionNumber: execution.versionNumber,
    executionNumber: execution.executionNumber,
    status: execution.status,
    statusDetails: execution.statusDetails ?? undefined,
    approximateSecondsBeforeTimedOut: approximateSecondsBeforeTimedOut(execution, now),
    jobDocument,
  };
}

/** The two groups, in progress and queued, in which lists are shown. */
export function groupsOf<Execution extends { readonly status: string }>(list: readonly Execution[]) {
  return {
    inProgress: list.filter(({ status }) => status === 'IN_PROGRESS'),
    queued: list.filter(({ status }) => status === 'QUEUED'),
  };
}

/**
 * The device API, the same for MQTT and HTTPS: validated input in, an outcome or a JobsRejection out. Times are
 * milliseconds and documents are the stored text; the gateway makes whole seconds and JSON of them.
 */
import type { InputOf } from '../../contract/operation.ts';
import type { deviceOperations } from '../../contract/operations/index.ts';
import type { JobExecutionState } from '../../contract/rejections.ts';

type DeviceContract = typeof deviceOperations;

/** An entry of the pending list. */
export interface PendingJobExecution {
  readonly jobId: string;
  readonly queuedAt: number;
  readonly startedAt?: number | undefined;
  readonly lastUpdatedAt: number;
  readonly versionNumber: number;
  readonly executionNumber: number;
}

/** An execution as a device sees it. */
export interface DeviceJobExecution extends PendingJobExecution {
  readonly status: string;
  /** Absent when empty. */
  readonly statusDetails?: Readonly<Record<string, string>> | undefined;
  readonly approximateSecondsBeforeTimedOut?: number | undefined;
  /** JSON text, byte for byte as it was stored; absent if it was not asked for. */
  readonly jobDocument?: string | undefined;
}

export interface DeviceOperations {
  /** At most ten entries over both lists, those in progress first. */
  GetPendingJobExecutions(input: InputOf<DeviceContract['GetPendingJobExecutions']>): Promise<{
    readonly inProgressJobs: readonly PendingJobExecution[];
    readonly queuedJobs: readonly PendingJobExecution[];
  }>;
  /** No execution when nothing is pending. */
  StartNextPendingJobExecution(
    input: InputOf<DeviceContract['StartNextPendingJobExecution']>,
  ): Promise<{ readonly execution?: DeviceJobExecution | undefined }>;
  /** No execution when `$next` is asked for and nothing is pending. The document is there unless `includeJobDocument` is false. */
  DescribeJobExecution(
    input: InputOf<DeviceContract['DescribeJobExecution']>,
  ): Promise<{ readonly execution?: DeviceJobExecution | undefined }>;
  /** Each member only if the request asked for it. */
  UpdateJobExecution(input: InputOf<DeviceContract['UpdateJobExecution']>): Promise<{
    readonly executionState?: JobExecutionState | undefined;
    readonly jobDocument?: string | undefined;
  }>;
}

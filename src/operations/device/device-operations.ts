/**
 * The device API, the same for MQTT and HTTPS: validated input in, an outcome or a JobsRejection out. Times are
 * milliseconds and documents are the stored text; the gateway makes whole seconds and JSON of them.
 */
import type { InputOf } from '../../contract/operation.ts';
import type { deviceOperations } from '../../contract/operations/index.ts';
import type { JobExecutionState } from '../../contract/rejections.ts';
import type { DeviceJobExecution, PendingJobExecution } from '../../domain/job-execution/device-view.ts';

type DeviceContract = typeof deviceOperations;

export type { DeviceJobExecution, PendingJobExecution };

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

/**
 * The outcomes of the device API as HTTPS bodies (docs/service/devices.md#https-data-plane): whole seconds, the
 * document as a JSON string, the name of the thing; neither timestamp nor client token.
 */
import type { InputOf } from '../../contract/operation.ts';
import type { deviceOperations } from '../../contract/operations/index.ts';
import type { JobExecutionState } from '../../contract/rejections.ts';
import type {
  DeviceJobExecution,
  DeviceOperations,
  PendingJobExecution,
} from '../../operations/device/device-operations.ts';
import { toSeconds } from '../encode-device.ts';

type Encoders = {
  readonly [K in keyof DeviceOperations]: (
    outcome: Awaited<ReturnType<DeviceOperations[K]>>,
    input: InputOf<(typeof deviceOperations)[K]>,
  ) => object;
};

const encoders: Encoders = {
  GetPendingJobExecutions: ({ inProgressJobs, queuedJobs }) => ({
    inProgressJobs: inProgressJobs.map(pendingJobExecution),
    queuedJobs: queuedJobs.map(pendingJobExecution),
  }),
  StartNextPendingJobExecution: ({ execution }, { thingName }) => ({
    execution: execution && jobExecution(execution, thingName),
  }),
  DescribeJobExecution: ({ execution }, { thingName }) => ({
    execution: execution && jobExecution(execution, thingName),
  }),
  UpdateJobExecution: ({ executionState, jobDocument }) => ({
    executionState: executionState && jobExecutionState(executionState),
    jobDocument,
  }),
};

/** The body for an outcome of the device operation with this name. Members that are undefined are absent. */
export function encodeDeviceOutcome(name: string, outcome: unknown, input: unknown): object {
  // The outcome and the input are those of the operation with this name, as `DeviceOperations` types them.
  const encode = encoders[name as keyof DeviceOperations] as (outcome: unknown, input: unknown) => object;
  return encode(outcome, input);
}

/** The state of an execution; details are left out when empty. */
export function jobExecutionState({ status, statusDetails, versionNumber }: JobExecutionState): object {
  return { status, statusDetails: unlessEmpty(statusDetails), versionNumber };
}

function pendingJobExecution(execution: PendingJobExecution): object {
  const { jobId, queuedAt, lastUpdatedAt, startedAt, executionNumber, versionNumber } = execution;
  return {
    jobId,
    queuedAt: toSeconds(queuedAt),
    lastUpdatedAt: toSeconds(lastUpdatedAt),
    startedAt: startedAt === undefined ? undefined : toSeconds(startedAt),
    executionNumber,
    versionNumber,
  };
}

function jobExecution(execution: DeviceJobExecution, thingName: string): object {
  const { status, statusDetails, approximateSecondsBeforeTimedOut, jobDocument } = execution;
  return {
    ...pendingJobExecution(execution),
    thingName,
    status,
    statusDetails: unlessEmpty(statusDetails),
    approximateSecondsBeforeTimedOut,
    jobDocument,
  };
}

function unlessEmpty(details: JobExecutionState['statusDetails']): JobExecutionState['statusDetails'] {
  return details !== undefined && Object.keys(details).length > 0 ? details : undefined;
}

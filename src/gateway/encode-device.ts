/**
 * Outcomes of the device operations as JSON text (docs/service/devices.md#data-rules): whole seconds, no white space,
 * and the job document embedded as the text that was stored, byte for byte.
 */
import type { JobExecutionState, JobsRejection } from '../contract/rejections.ts';
import type {
  DeviceJobExecution,
  DeviceOperations,
  PendingJobExecution,
} from '../operations/device/device-operations.ts';

export type DeviceOutcome<K extends keyof DeviceOperations> = Awaited<ReturnType<DeviceOperations[K]>>;

/** Makes the members of an accepted reply, each with a comma in front. */
type OutcomeEncoders = { readonly [K in keyof DeviceOperations]: (outcome: DeviceOutcome<K>) => string };

const outcomeEncoders: OutcomeEncoders = {
  GetPendingJobExecutions: ({ inProgressJobs, queuedJobs }) =>
    `,"inProgressJobs":${encodeSummaries(inProgressJobs)},"queuedJobs":${encodeSummaries(queuedJobs)}`,
  StartNextPendingJobExecution: ({ execution }) =>
    execution === undefined ? '' : `,"execution":${encodeExecution(execution)}`,
  DescribeJobExecution: ({ execution }) =>
    execution === undefined ? '' : `,"execution":${encodeExecution(execution)}`,
  UpdateJobExecution: ({ executionState, jobDocument }) =>
    (executionState === undefined ? '' : `,"executionState":${encodeExecutionState(executionState)}`) +
    (jobDocument === undefined ? '' : `,"jobDocument":${jobDocument}`),
};

/** The body of an accepted reply; `now` is milliseconds since the epoch. */
export function encodeAccepted<K extends keyof DeviceOperations>(
  operation: K,
  outcome: DeviceOutcome<K>,
  clientToken: string | undefined,
  now: number,
): string {
  const encode: (outcome: DeviceOutcome<K>) => string = outcomeEncoders[operation];
  const token = clientToken === undefined ? '' : `"clientToken":${JSON.stringify(clientToken)},`;
  return `{${token}"timestamp":${toSeconds(now)}${encode(outcome)}}`;
}

/** The body of a rejected reply; `now` is milliseconds since the epoch. */
export function encodeRejected(
  { code, message, executionState }: Pick<JobsRejection, 'code' | 'message' | 'executionState'>,
  clientToken: string | undefined,
  now: number,
): string {
  const state = executionState === undefined ? '' : `,"executionState":${encodeExecutionState(executionState)}`;
  const token = clientToken === undefined ? '' : `,"clientToken":${JSON.stringify(clientToken)}`;
  return `{"code":"${code}","message":${JSON.stringify(message)},"timestamp":${toSeconds(now)}${state}${token}}`;
}

/** A JobExecution as MQTT shows it: without the thing's name, the document as a JSON value. */
export function encodeExecution(execution: DeviceJobExecution): string {
  const { statusDetails, startedAt, approximateSecondsBeforeTimedOut, jobDocument } = execution;
  return (
    `{"jobId":${JSON.stringify(execution.jobId)},"status":"${execution.status}"` +
    encodeStatusDetails(statusDetails) +
    `,"queuedAt":${toSeconds(execution.queuedAt)}` +
    (startedAt === undefined ? '' : `,"startedAt":${toSeconds(startedAt)}`) +
    `,"lastUpdatedAt":${toSeconds(execution.lastUpdatedAt)}` +
    (approximateSecondsBeforeTimedOut === undefined
      ? ''
      : `,"approximateSecondsBeforeTimedOut":${Math.max(0, Math.floor(approximateSecondsBeforeTimedOut))}`) +
    `,"versionNumber":${execution.versionNumber},"executionNumber":${execution.executionNumber}` +
    (jobDocument === undefined ? '' : `,"jobDocument":${jobDocument}`) +
    '}'
  );
}

/** A JobExecutionSummary. */
export function encodeSummary({ jobId, queuedAt, lastUpdatedAt, startedAt, ...numbers }: PendingJobExecution): string {
  return (
    `{"jobId":${JSON.stringify(jobId)},"queuedAt":${toSeconds(queuedAt)},"lastUpdatedAt":${toSeconds(lastUpdatedAt)}` +
    (startedAt === undefined ? '' : `,"startedAt":${toSeconds(startedAt)}`) +
    `,"executionNumber":${numbers.executionNumber},"versionNumber":${numbers.versionNumber}}`
  );
}

/** A JobExecutionState; details are left out when empty. */
function encodeExecutionState({ status, statusDetails, versionNumber }: JobExecutionState): string {
  return `{"status":"${status}"${encodeStatusDetails(statusDetails)},"versionNumber":${versionNumber}}`;
}

/** Milliseconds cut to whole seconds. */
export function toSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}

function encodeSummaries(executions: readonly PendingJobExecution[]): string {
  return `[${executions.map(encodeSummary).join(',')}]`;
}

function encodeStatusDetails(details: JobExecutionState['statusDetails']): string {
  if (details === undefined) return '';
  const text = JSON.stringify(details);
  return text === '{}' ? '' : `,"statusDetails":${text}`;
}

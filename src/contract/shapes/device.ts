/**
 * The shapes of the device API, over HTTPS as the API model gives them and over MQTT as
 * docs/service/devices.md#operations-of-devices does.
 */
import { jobId, long, string, thingName } from './common.ts';
import { detailsMap, jobExecutionStatus } from './job.ts';

/** A job id, or `$next` for the first execution of the pending list. */
export const describedJobId = { type: 'string', min: 1, max: 64, pattern: '[a-zA-Z0-9_-]+|\\$next' } as const;

export const executionNumber = { type: 'long' } as const;

/** Minutes; at most seven days. */
export const stepTimeoutInMinutes = { type: 'long', min: 1, max: 10080 } as const;
/** Minutes, or -1 to discard a running step timer; 0 is refused by the operation. */
export const updatedStepTimeoutInMinutes = { type: 'long', min: -1, max: 10080 } as const;

/** What a device may report. */
export const reportedStatus = { type: 'string', enum: ['IN_PROGRESS', 'FAILED', 'SUCCEEDED', 'REJECTED'] } as const;

/** Whole seconds since the epoch, unlike the control plane's fractions (docs/service/devices.md#data-rules). */
const seconds = { type: 'long' } as const;

export const deviceJobExecutionSummary = {
  type: 'structure',
  members: {
    jobId: { shape: jobId },
    queuedAt: { shape: seconds },
    startedAt: { shape: seconds },
    lastUpdatedAt: { shape: seconds },
    versionNumber: { shape: long },
    executionNumber: { shape: long },
  },
} as const;

export const deviceJobExecution = {
  type: 'structure',
  members: {
    jobId: { shape: jobId },
    thingName: { shape: thingName },
    status: { shape: jobExecutionStatus },
    statusDetails: { shape: detailsMap },
    queuedAt: { shape: seconds },
    startedAt: { shape: seconds },
    lastUpdatedAt: { shape: seconds },
    approximateSecondsBeforeTimedOut: { shape: long },
    versionNumber: { shape: long },
    executionNumber: { shape: long },
    jobDocument: { shape: string },
  },
} as const;

export const deviceJobExecutionState = {
  type: 'structure',
  members: {
    status: { shape: jobExecutionStatus },
    statusDetails: { shape: detailsMap },
    versionNumber: { shape: long },
  },
} as const;

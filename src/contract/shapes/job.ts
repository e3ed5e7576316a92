/** The shapes of jobs and job executions (docs/service/jobs.md#configurations). */
import { anyArn, boolean, integer, jobId, jobText, long, namespaceId, roleArn, string, timestamp } from './common.ts';

export const jobStatus = {
  type: 'string',
  enum: ['IN_PROGRESS', 'CANCELED', 'COMPLETED', 'DELETION_IN_PROGRESS', 'SCHEDULED'],
} as const;

export const jobExecutionStatus = {
  type: 'string',
  enum: ['QUEUED', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'REJECTED', 'REMOVED', 'CANCELED'],
} as const;

export const targetSelection = { type: 'string', enum: ['CONTINUOUS', 'SNAPSHOT'] } as const;
export const jobTargets = { type: 'list', min: 1, of: { type: 'string', max: 2048 }, itemName: 'TargetArn' } as const;
export const jobDocument = { type: 'string', max: 32768 } as const;
export const jobDocumentSource = { type: 'string', min: 1, max: 1350 } as const;
export const reasonCode = { type: 'string', max: 128, pattern: '[\\p{Upper}\\p{Digit}_]+' } as const;

export const presignedUrlConfig = {
  type: 'structure',
  members: { roleArn: { shape: roleArn }, expiresInSec: { shape: { type: 'long', min: 60, max: 3600 } } },
} as const;

const atLeastOne = { type: 'integer', min: 1 } as const;

/**
 * How many executions AWS creates for a job in a minute at most: the default of the quota `rolloutRatePerMinute`, which
 * `--rollout-rate-per-minute` lifts, and the limit of a base rate, which nothing lifts.
 */
export const documentedRolloutRatePerMinute = 1_000;

export const jobExecutionsRolloutConfig = {
  type: 'structure',
  members: {
    maximumPerMinute: { shape: atLeastOne },
    exponentialRate: {
      shape: {
        type: 'structure',
        members: {
          baseRatePerMinute: {
            shape: { type: 'integer', min: 1, max: documentedRolloutRatePerMinute },
            required: true,
          },
          incrementFactor: { shape: { type: 'double', min: 1.1, max: 5 }, required: true },
          rateIncreaseCriteria: {
            shape: {
              type: 'structure',
              members: {
                numberOfNotifiedThings: { shape: atLeastOne },
                numberOfSucceededThings: { shape: atLeastOne },
              },
            },
            required: true,
          },
        },
      },
    },
  },
} as const;

export const abortConfig = {
  type: 'structure',
  members: {
    criteriaList: {
      required: true,
      shape: {
        type: 'list',
        min: 1,
        of: {
          type: 'structure',
          members: {
            failureType: {
              shape: { type: 'string', enum: ['FAILED', 'REJECTED', 'TIMED_OUT', 'ALL'] },
              required: true,
            },
            action: { shape: { type: 'string', enum: ['CANCEL'] }, required: true },
            thresholdPercentage: { shape: { type: 'double', max: 100 }, required: true },
            minNumberOfExecutedThings: { shape: atLeastOne, required: true },
          },
        },
      },
    },
  },
} as const;

export const timeoutConfig = { type: 'structure', members: { inProgressTimeoutInMinutes: { shape: long } } } as const;

export const jobExecutionsRetryConfig = {
  type: 'structure',
  members: {
    criteriaList: {
      required: true,
      shape: {
        type: 'list',
        min: 1,
        max: 2,
        of: {
          type: 'structure',
          members: {
            failureType: { shape: { type: 'string', enum: ['FAILED', 'TIMED_OUT', 'ALL'] }, required: true },
            numberOfRetries: { shape: { type: 'integer', min: 0, max: 10 }, required: true },
          },
        },
      },
    },
  },
} as const;

export const maintenanceWindows = {
  type: 'list',
  of: {
    type: 'structure',
    members: {
      startTime: { shape: { type: 'string', min: 1, max: 256 }, required: true },
      durationInMinutes: { shape: { type: 'integer', min: 1, max: 1430 }, required: true },
    },
  },
} as const;

const dateTimeText = { type: 'string', min: 1, max: 64 } as const;

export const schedulingConfig = {
  type: 'structure',
  members: {
    startTime: { shape: dateTimeText },
    endTime: { shape: dateTimeText },
    endBehavior: { shape: { type: 'string', enum: ['STOP_ROLLOUT', 'CANCEL', 'FORCE_CANCEL'] } },
    maintenanceWindows: { shape: maintenanceWindows },
  },
} as const;

export const parameterMap = {
  type: 'map',
  key: { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9_-]+' },
  value: { type: 'string', min: 1, max: 30720, pattern: '[^\\p{C}]+' },
} as const;

export const destinationPackageVersions = { type: 'list', of: anyArn, itemName: 'PackageVersionArn' } as const;

/**
 * At most ten pairs, which the model does not say but the quotas do (docs/service/limits.md#sizes-in-jobs). Tab, CR and
 * LF are let through although the model excludes them, since device software sends command output as values.
 */
export const detailsMap = {
  type: 'map',
  max: 10,
  key: { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9:_-]+' },
  value: { type: 'string', min: 1, max: 1024, pattern: '([^\\p{C}]|[\\t\\r\\n])+' },
} as const;

const jobProcessDetails = {
  type: 'structure',
  members: {
    processingTargets: { shape: { type: 'list', of: string, itemName: 'ProcessingTargetName' } },
    numberOfCanceledThings: { shape: integer },
    numberOfSucceededThings: { shape: integer },
    numberOfFailedThings: { shape: integer },
    numberOfRejectedThings: { shape: integer },
    numberOfQueuedThings: { shape: integer },
    numberOfInProgressThings: { shape: integer },
    numberOfRemovedThings: { shape: integer },
    numberOfTimedOutThings: { shape: integer },
  },
} as const;

export const job = {
  type: 'structure',
  members: {
    jobArn: { shape: string },
    jobId: { shape: jobId },
    targetSelection: { shape: targetSelection },
    status: { shape: jobStatus },
    forceCanceled: { shape: boolean },
    reasonCode: { shape: reasonCode },
    comment: { shape: jobText },
    targets: { shape: jobTargets },
    description: { shape: jobText },
    presignedUrlConfig: { shape: presignedUrlConfig },
    jobExecutionsRolloutConfig: { shape: jobExecutionsRolloutConfig },
    abortConfig: { shape: abortConfig },
    createdAt: { shape: timestamp },
    lastUpdatedAt: { shape: timestamp },
    completedAt: { shape: timestamp },
    jobProcessDetails: { shape: jobProcessDetails },
    timeoutConfig: { shape: timeoutConfig },
    namespaceId: { shape: namespaceId },
    jobTemplateArn: { shape: anyArn },
    jobExecutionsRetryConfig: { shape: jobExecutionsRetryConfig },
    documentParameters: { shape: parameterMap },
    isConcurrent: { shape: boolean },
    schedulingConfig: { shape: schedulingConfig },
    scheduledJobRollouts: {
      shape: { type: 'list', of: { type: 'structure', members: { startTime: { shape: dateTimeText } } } },
    },
    destinationPackageVersions: { shape: destinationPackageVersions },
  },
} as const;

export const jobSummary = {
  type: 'structure',
  members: {
    jobArn: { shape: string },
    jobId: { shape: jobId },
    thingGroupId: { shape: string },
    targetSelection: { shape: targetSelection },
    status: { shape: jobStatus },
    createdAt: { shape: timestamp },
    lastUpdatedAt: { shape: timestamp },
    completedAt: { shape: timestamp },
    isConcurrent: { shape: boolean },
  },
} as const;

/** A job execution as the control plane shows it: details nested under `detailsMap`, times with milliseconds. */
export const jobExecution = {
  type: 'structure',
  members: {
    jobId: { shape: jobId },
    status: { shape: jobExecutionStatus },
    forceCanceled: { shape: boolean },
    statusDetails: { shape: { type: 'structure', members: { detailsMap: { shape: detailsMap } } } },
    thingArn: { shape: string },
    queuedAt: { shape: timestamp },
    startedAt: { shape: timestamp },
    lastUpdatedAt: { shape: timestamp },
    executionNumber: { shape: long },
    versionNumber: { shape: long },
    approximateSecondsBeforeTimedOut: { shape: long },
  },
} as const;

export const jobExecutionSummary = {
  type: 'structure',
  members: {
    status: { shape: jobExecutionStatus },
    queuedAt: { shape: timestamp },
    startedAt: { shape: timestamp },
    lastUpdatedAt: { shape: timestamp },
    executionNumber: { shape: long },
    retryAttempt: { shape: integer },
  },
} as const;

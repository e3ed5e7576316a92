import { boolean, jobId, long, namespaceId, string, thingName } from '../../shapes/common.ts';
import {
  deviceJobExecutionState,
  executionNumber,
  reportedStatus,
  updatedStepTimeoutInMinutes,
} from '../../shapes/device.ts';
import { detailsMap } from '../../shapes/job.ts';
import { defineDeviceOperation } from './define.ts';

export const updateJobExecution = defineDeviceOperation({
  name: 'UpdateJobExecution',
  method: 'POST',
  path: '/things/{thingName}/jobs/{jobId}',
  sentence: 'Reports the status of a job execution.',
  input: {
    jobId: { shape: jobId, in: 'path', required: true },
    thingName: { shape: thingName, in: 'path', required: true },
    status: { shape: reportedStatus, required: true },
    statusDetails: { shape: detailsMap },
    stepTimeoutInMinutes: { shape: updatedStepTimeoutInMinutes },
    expectedVersion: { shape: long },
    includeJobExecutionState: { shape: boolean },
    includeJobDocument: { shape: boolean },
    executionNumber: { shape: executionNumber },
    namespaceId: { shape: namespaceId, in: 'query', extension: true },
  },
  output: { executionState: { shape: deviceJobExecutionState }, jobDocument: { shape: string } },
  furtherErrors: ['InvalidStateTransitionException'],
});

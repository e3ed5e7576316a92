import { namespaceId, thingName } from '../../shapes/common.ts';
import { deviceJobExecutionSummary } from '../../shapes/device.ts';
import { defineDeviceOperation } from './define.ts';

export const getPendingJobExecutions = defineDeviceOperation({
  name: 'GetPendingJobExecutions',
  method: 'GET',
  path: '/things/{thingName}/jobs',
  sentence: 'Lists the job executions of a thing that are not in a terminal status.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    namespaceId: { shape: namespaceId, in: 'query', extension: true },
  },
  output: {
    inProgressJobs: { shape: { type: 'list', of: deviceJobExecutionSummary } },
    queuedJobs: { shape: { type: 'list', of: deviceJobExecutionSummary } },
  },
});

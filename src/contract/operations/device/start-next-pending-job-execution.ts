import { thingName } from '../../shapes/common.ts';
import { deviceJobExecution, stepTimeoutInMinutes } from '../../shapes/device.ts';
import { detailsMap } from '../../shapes/job.ts';
import { defineDeviceOperation } from './define.ts';

export const startNextPendingJobExecution = defineDeviceOperation({
  name: 'StartNextPendingJobExecution',
  method: 'PUT',
  path: '/things/{thingName}/jobs/$next',
  sentence: 'Gets and starts the next pending job execution of a thing.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    statusDetails: { shape: detailsMap },
    stepTimeoutInMinutes: { shape: stepTimeoutInMinutes },
  },
  output: { execution: { shape: deviceJobExecution } },
});

import { boolean, namespaceId, thingName } from '../../shapes/common.ts';
import { describedJobId, deviceJobExecution, executionNumber } from '../../shapes/device.ts';
import { defineDeviceOperation } from './define.ts';

export const describeDeviceJobExecution = defineDeviceOperation({
  name: 'DescribeJobExecution',
  method: 'GET',
  path: '/things/{thingName}/jobs/{jobId}',
  sentence: 'Describes a job execution to the device that runs it.',
  input: {
    jobId: { shape: describedJobId, in: 'path', required: true },
    thingName: { shape: thingName, in: 'path', required: true },
    includeJobDocument: { shape: boolean, in: 'query' },
    executionNumber: { shape: executionNumber, in: 'query' },
    namespaceId: { shape: namespaceId, in: 'query', extension: true },
  },
  output: { execution: { shape: deviceJobExecution } },
  furtherErrors: ['TerminalStateException'],
});

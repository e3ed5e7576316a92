import { describeDeviceJobExecution } from './describe-job-execution.ts';
import { getPendingJobExecutions } from './get-pending-job-executions.ts';
import { startNextPendingJobExecution } from './start-next-pending-job-execution.ts';
import { updateJobExecution } from './update-job-execution.ts';

/** The operations of the device API, by AWS's name; over MQTT and over HTTPS. */
export const deviceOperations = {
  DescribeJobExecution: describeDeviceJobExecution,
  GetPendingJobExecutions: getPendingJobExecutions,
  StartNextPendingJobExecution: startNextPendingJobExecution,
  UpdateJobExecution: updateJobExecution,
} as const;

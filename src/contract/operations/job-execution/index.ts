import { cancelJobExecution } from './cancel-job-execution.ts';
import { deleteJobExecution } from './delete-job-execution.ts';
import { describeJobExecution } from './describe-job-execution.ts';
import { listJobExecutionsForJob } from './list-job-executions-for-job.ts';
import { listJobExecutionsForThing } from './list-job-executions-for-thing.ts';

/** The job execution operations of the control plane, by AWS's name. */
export const jobExecutionOperations = {
  CancelJobExecution: cancelJobExecution,
  DeleteJobExecution: deleteJobExecution,
  DescribeJobExecution: describeJobExecution,
  ListJobExecutionsForJob: listJobExecutionsForJob,
  ListJobExecutionsForThing: listJobExecutionsForThing,
} as const;

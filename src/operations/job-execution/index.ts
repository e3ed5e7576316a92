import type { jobExecutionOperations } from '../../contract/operations/job-execution/index.ts';
import type { Handlers } from '../context.ts';
import { cancelJobExecution } from './cancel-job-execution.ts';
import { deleteJobExecution } from './delete-job-execution.ts';
import { describeJobExecution } from './describe-job-execution.ts';
import { listJobExecutionsForJob } from './list-job-executions-for-job.ts';
import { listJobExecutionsForThing } from './list-job-executions-for-thing.ts';

export const jobExecutionHandlers: Handlers<typeof jobExecutionOperations> = {
  CancelJobExecution: cancelJobExecution,
  DeleteJobExecution: deleteJobExecution,
  DescribeJobExecution: describeJobExecution,
  ListJobExecutionsForJob: listJobExecutionsForJob,
  ListJobExecutionsForThing: listJobExecutionsForThing,
};

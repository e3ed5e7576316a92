import type { jobOperations } from '../../contract/operations/job/index.ts';
import type { Handlers } from '../context.ts';
import { associateTargetsWithJob } from './associate-targets-with-job.ts';
import { cancelJob } from './cancel-job.ts';
import { createJob } from './create-job.ts';
import { deleteJob } from './delete-job.ts';
import { describeJob } from './describe-job.ts';
import { getJobDocument } from './get-job-document.ts';
import { listJobs } from './list-jobs.ts';
import { updateJob } from './update-job.ts';

export const jobHandlers: Handlers<typeof jobOperations> = {
  AssociateTargetsWithJob: associateTargetsWithJob,
  CancelJob: cancelJob,
  CreateJob: createJob,
  DeleteJob: deleteJob,
  DescribeJob: describeJob,
  GetJobDocument: getJobDocument,
  ListJobs: listJobs,
  UpdateJob: updateJob,
};

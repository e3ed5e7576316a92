import type { jobTemplateOperations } from '../../contract/operations/job-template/index.ts';
import type { Handlers } from '../context.ts';
import { createJobTemplate } from './create-job-template.ts';
import { deleteJobTemplate } from './delete-job-template.ts';
import { describeJobTemplate } from './describe-job-template.ts';
import { describeManagedJobTemplate } from './describe-managed-job-template.ts';
import { listJobTemplates } from './list-job-templates.ts';
import { listManagedJobTemplates } from './list-managed-job-templates.ts';

/** What answers the operations on job templates. */
export const jobTemplateHandlers: Handlers<typeof jobTemplateOperations> = {
  CreateJobTemplate: createJobTemplate,
  DeleteJobTemplate: deleteJobTemplate,
  DescribeJobTemplate: describeJobTemplate,
  DescribeManagedJobTemplate: describeManagedJobTemplate,
  ListJobTemplates: listJobTemplates,
  ListManagedJobTemplates: listManagedJobTemplates,
};

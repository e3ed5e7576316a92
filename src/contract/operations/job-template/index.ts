import { createJobTemplate } from './create-job-template.ts';
import { deleteJobTemplate } from './delete-job-template.ts';
import { describeJobTemplate } from './describe-job-template.ts';
import { describeManagedJobTemplate } from './describe-managed-job-template.ts';
import { listJobTemplates } from './list-job-templates.ts';
import { listManagedJobTemplates } from './list-managed-job-templates.ts';

/** The operations on job templates, by AWS's name. */
export const jobTemplateOperations = {
  CreateJobTemplate: createJobTemplate,
  DeleteJobTemplate: deleteJobTemplate,
  DescribeJobTemplate: describeJobTemplate,
  DescribeManagedJobTemplate: describeManagedJobTemplate,
  ListJobTemplates: listJobTemplates,
  ListManagedJobTemplates: listManagedJobTemplates,
} as const;

import { jobTemplateArn } from '../../domain/job-template/job-template.ts';
import { findJobTemplate } from '../../store/job/job-template.ts';
import type { Handler } from '../context.ts';
import { jobTemplateNotFound } from './find.ts';

/** The template with its configurations as they were given (docs/service/templates-and-packages.md#job-templates). */
export const describeJobTemplate: Handler<'DescribeJobTemplate'> = async ({ database, settings }, input) => {
  const { jobTemplateId } = input;
  const template = await findJobTemplate(database, jobTemplateId);
  if (template === undefined) throw jobTemplateNotFound(jobTemplateId);
  return {
    jobTemplateArn: jobTemplateArn(settings.account, jobTemplateId),
    jobTemplateId,
    description: template.description,
    documentSource: template.documentSource ?? undefined,
    document: template.document,
    createdAt: template.createdAt,
    presignedUrlConfig: template.presignedUrlConfig ?? undefined,
    jobExecutionsRolloutConfig: template.rolloutConfig ?? undefined,
    abortConfig: template.abortConfig ?? undefined,
    timeoutConfig: template.timeoutConfig ?? undefined,
    jobExecutionsRetryConfig: template.retryConfig ?? undefined,
    maintenanceWindows: template.maintenanceWindows ?? undefined,
    destinationPackageVersions: template.destinationPackageVersions ?? undefined,
  };
};

import { jobTemplateArn } from '../../domain/job-template/job-template.ts';
import { deleteJobTemplateRecord } from '../../store/job/job-template.ts';
import { deleteTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { jobTemplateNotFound } from './find.ts';

/**
 * Deletes the template at once; jobs that were made from it have copies of all they need
 * (docs/service/templates-and-packages.md#job-templates).
 */
export const deleteJobTemplate: Handler<'DeleteJobTemplate'> = async ({ database, settings }, { jobTemplateId }) => {
  await database.transaction(async (transaction) => {
    if (!(await deleteJobTemplateRecord(transaction, jobTemplateId))) throw jobTemplateNotFound(jobTemplateId);
    await deleteTags(transaction, jobTemplateArn(settings.account, jobTemplateId));
  });
};

import { jobTemplateArn } from '../../domain/job-template/job-template.ts';
import { listJobTemplateSummaries } from '../../store/job/job-template.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

export const listJobTemplates: Handler<'ListJobTemplates'> = async ({ database, settings }, input) => {
  const page = pageOf('ListJobTemplates', input, {}, ['string']);
  const rows = await listJobTemplateSummaries(database, page.after?.[0] ?? '', page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, ({ jobTemplateId }) => [jobTemplateId] as const);
  const jobTemplates = items.map((found) => ({
    jobTemplateArn: jobTemplateArn(settings.account, found.jobTemplateId),
    ...found,
  }));
  return { jobTemplates, nextToken };
};

import { resourceNotFound } from '../../contract/errors.ts';
import { managedJobTemplates } from '../../domain/job-template/managed/index.ts';
import { managedTemplateArn } from '../../domain/job-template/managed-job-template.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

/**
 * The templates that come with the server, by name; all of them, or the versions of one
 * (docs/service/templates-and-packages.md#managed-templates).
 */
export const listManagedJobTemplates: Handler<'ListManagedJobTemplates'> = async ({ settings }, input) => {
  const { templateName } = input;
  const page = pageOf('ListManagedJobTemplates', input, { templateName }, ['string']);
  const named = managedJobTemplates.filter(
    (found) => templateName === undefined || found.templateName === templateName,
  );
  if (named.length === 0) throw resourceNotFound(`There is no managed job template ${templateName}.`);
  const after = page.after?.[0] ?? '';
  const rows = named.filter((found) => found.templateName > after).slice(0, page.limit + 1);
  const cut = cutPage(page, rows, (found) => [found.templateName] as const);
  const managedTemplates = cut.items.map((template) => ({
    templateArn: managedTemplateArn(settings.account, template),
    templateName: template.templateName,
    description: template.description,
    environments: template.environments,
    templateVersion: template.templateVersion,
  }));
  return { managedJobTemplates: managedTemplates, nextToken: cut.nextToken };
};

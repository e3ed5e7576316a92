import { resourceNotFound } from '../../contract/errors.ts';
import { managedJobTemplates } from '../../domain/job-template/managed/index.ts';
import { managedTemplateArn } from '../../domain/job-template/managed-job-template.ts';
import type { Handler } from '../context.ts';

/**
 * A template that comes with the server, in the given version or its only one
 * (docs/service/templates-and-packages.md#managed-templates).
 */
export const describeManagedJobTemplate: Handler<'DescribeManagedJobTemplate'> = async ({ settings }, input) => {
  const { templateName, templateVersion } = input;
  const template = managedJobTemplates.find(
    (candidate) =>
      candidate.templateName === templateName &&
      (templateVersion === undefined || candidate.templateVersion === templateVersion),
  );
  if (template === undefined) {
    const version = templateVersion === undefined ? '' : ` in version ${templateVersion}`;
    throw resourceNotFound(`There is no managed job template ${templateName}${version}.`);
  }
  return { ...template, templateArn: managedTemplateArn(settings.account, template) };
};

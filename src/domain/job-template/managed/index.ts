import type { Account } from '../../arn.ts';
import { type ManagedJobTemplate, managedTemplateArn } from '../managed-job-template.ts';
import { reboot, runCommand } from './commands.ts';
import { downloadFile } from './files.ts';
import { restartApplication, startApplication, stopApplication } from './services.ts';
import { installApplication, removeApplication } from './software.ts';

/** The templates that come with the server, by name. */
export const managedJobTemplates: readonly ManagedJobTemplate[] = [
  downloadFile,
  installApplication,
  reboot,
  removeApplication,
  restartApplication,
  runCommand,
  startApplication,
  stopApplication,
];

/** The managed template that an ARN names; the ARN names its version too. */
export function findManagedTemplate(account: Account, jobTemplateArn: string): ManagedJobTemplate | undefined {
  return managedJobTemplates.find((template) => managedTemplateArn(account, template) === jobTemplateArn);
}

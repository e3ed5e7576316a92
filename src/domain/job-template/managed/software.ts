/** The managed templates that install and remove software. */
import type { DocumentParameter } from '../managed-job-template.ts';
import { handlerTemplate } from './common.ts';

const packages: DocumentParameter = {
  key: 'packages',
  description: 'The names of one or more packages of the device, with blanks between them.',
  regex: '[^ ](?:.{0,4094}[^ ])?',
  example: 'curl jq',
  optional: false,
};

export const installApplication = handlerTemplate({
  name: 'Install-Application',
  description: 'Installs packages with the package manager of the device.',
  handler: 'install-packages.sh',
  documentParameters: [packages],
});

export const removeApplication = handlerTemplate({
  name: 'Remove-Application',
  description: 'Removes packages with the package manager of the device.',
  handler: 'remove-packages.sh',
  documentParameters: [packages],
});

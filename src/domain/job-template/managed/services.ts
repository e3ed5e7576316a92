/** The managed templates that start, stop and restart services of the device. */
import type { DocumentParameter } from '../managed-job-template.ts';
import { handlerTemplate } from './common.ts';

const services: DocumentParameter = {
  key: 'services',
  description: 'The names of one or more services of the device, with blanks between them.',
  regex: '[^ ](?:.{0,4094}[^ ])?',
  example: 'nginx chronyd',
  optional: false,
};

export const startApplication = handlerTemplate({
  name: 'Start-Application',
  description: 'Starts services of the device.',
  handler: 'start-services.sh',
  documentParameters: [services],
});

export const stopApplication = handlerTemplate({
  name: 'Stop-Application',
  description: 'Stops services of the device.',
  handler: 'stop-services.sh',
  documentParameters: [services],
});

export const restartApplication = handlerTemplate({
  name: 'Restart-Application',
  description: 'Stops services of the device and starts them again.',
  handler: 'restart-services.sh',
  documentParameters: [services],
});

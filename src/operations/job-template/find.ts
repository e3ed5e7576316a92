import { resourceNotFound, type ServiceError } from '../../contract/errors.ts';

/** 404 for a template that does not exist. */
export function jobTemplateNotFound(jobTemplateId: string): ServiceError {
  return resourceNotFound(`Job template ${jobTemplateId} does not exist.`);
}

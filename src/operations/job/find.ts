import { resourceNotFound, type ServiceError } from '../../contract/errors.ts';
import type { Job } from '../../domain/job/job.ts';

/** 404 for a job that does not exist. */
export function jobNotFound(jobId: string): ServiceError {
  return resourceNotFound(`Job ${jobId} does not exist.`);
}

/**
 * The job if it is there and in the namespace that the call names. A job of another namespace is not there; a job
 * without one is, whatever the call names (docs/service/jobs.md#namespaces-of-jobs).
 */
export function requireJob(job: Job | undefined, jobId: string, namespaceId: string | undefined): Job {
  if (job === undefined) throw jobNotFound(jobId);
  if (namespaceId !== undefined && job.namespaceId !== null && job.namespaceId !== namespaceId)
    throw jobNotFound(jobId);
  return job;
}

/**
 * A namespace that a call names for a job without one: what the call causes is told on its topics too
 * (docs/service/notifications.md#namespaces).
 */
export function mirrorNamespace(job: Job, namespaceId: string | undefined): { readonly mirrorNamespaceId?: string } {
  return job.namespaceId === null && namespaceId !== undefined ? { mirrorNamespaceId: namespaceId } : {};
}

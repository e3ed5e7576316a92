import { invalidRequest } from '../../contract/errors.ts';
import { configurationProblem, retryUpdateProblem } from '../../domain/job/configuration.ts';
import { change } from '../../store/database/change.ts';
import { findJobDocument, lockJob, saveJob } from '../../store/job/job.ts';
import { hastenRollout } from '../../store/job/rollout.ts';
import type { Handler, RequestContext } from '../context.ts';
import { requireDocument } from './document-permissions.ts';
import { requireJob } from './find.ts';

/**
 * Replaces the members that are given; each configuration as a whole (docs/service/jobs.md#updating-a-job). Executions
 * are not touched.
 */
export const updateJob: Handler<'UpdateJob'> = async (context, input) => {
  const { clock, database, settings, signals } = context;
  const problem =
    configurationProblem(input, settings.quotas.rolloutRatePerMinute) ??
    retryUpdateProblem(input.jobExecutionsRetryConfig);
  if (problem !== undefined) throw invalidRequest(problem);
  if (input.presignedUrlConfig !== undefined) await requireObjectsOf(context, input.jobId);
  await change(database, signals, async (transaction, effects) => {
    const job = requireJob(await lockJob(transaction, input.jobId), input.jobId, input.namespaceId);
    if (job.status !== 'IN_PROGRESS' && job.status !== 'SCHEDULED') {
      throw invalidRequest(
        `Job ${job.jobId} is ${job.status}; only a job that is IN_PROGRESS or SCHEDULED can be updated.`,
      );
    }
    const now = clock.now();
    await saveJob(transaction, {
      ...job,
      description: input.description ?? job.description,
      presignedUrlConfig: input.presignedUrlConfig ?? job.presignedUrlConfig,
      rolloutConfig: input.jobExecutionsRolloutConfig ?? job.rolloutConfig,
      abortConfig: input.abortConfig ?? job.abortConfig,
      timeoutConfig: input.timeoutConfig ?? job.timeoutConfig,
      retryConfig: input.jobExecutionsRetryConfig ?? job.retryConfig,
      lastUpdatedAt: now,
    });
    if (input.jobExecutionsRolloutConfig === undefined) return;
    await hastenRollout(transaction, job.jobNumber, now);
    effects.wake('rollout');
  });
};

/** How long URLs last, and for which role they are, is for those to say who may read the objects themselves. */
async function requireObjectsOf(context: RequestContext, jobId: string): Promise<void> {
  const found = await findJobDocument(context.database, jobId);
  if (found !== undefined) await requireDocument(context, found.document, undefined);
}

import { ServiceError } from '../../contract/errors.ts';
import type { Job } from '../../domain/job/job.ts';
import { hidesQueued } from '../../domain/job/schedule.ts';
import { nextJobStatus } from '../../domain/job/transitions.ts';
import { change } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { lockQuota } from '../../store/database/quota-lock.ts';
import { countJobs, lockJob, saveJob } from '../../store/job/job.ts';
import { announceJobEvent } from '../../store/job/job-event.ts';
import { endRollout } from '../../store/job/rollout.ts';
import type { Handler } from '../context.ts';
import { mirrorNamespace, requireJob } from './find.ts';

/**
 * Accepts the deletion: from now on devices find nothing of the job, and the engine deletes its executions and then the
 * job itself (docs/service/deletion.md#deleting-a-job). State is checked before quota.
 */
export const deleteJob: Handler<'DeleteJob'> = async (context, { force = false, jobId, namespaceId }) => {
  const { clock, database, newId, settings, signals } = context;
  await change(database, signals, async (transaction, effects) => {
    const job = requireJob(await lockJob(transaction, jobId), jobId, namespaceId);
    const status = nextJobStatus(job.status, force ? 'delete with force' : 'delete');
    if (status === 'refused') throw new ServiceError('InvalidStateTransitionException', refusal(job));
    await checkDeletions(transaction, settings.quotas.jobsInDeletion);
    const now = clock.now();
    const deleted: Job = {
      ...job,
      status,
      lastUpdatedAt: now,
      work: 'DELETION',
      deletionStartedAt: now,
      scheduleDueAt: null,
      queuedHidden: hidesQueued(job),
      mirrorNamespaceId: mirrorNamespace(job, namespaceId).mirrorNamespaceId ?? null,
    };
    await saveJob(transaction, deleted);
    await endRollout(transaction, job.jobNumber);
    await announceJobEvent(transaction, effects, deleted, 'deletion_in_progress', { eventId: newId(), now });
    effects.wake('deletion');
    // One that waited for its turn may have it now.
    effects.wake('rollout');
  });
};

function refusal(job: Job): string {
  if (job.status === 'DELETION_IN_PROGRESS') return `Job ${job.jobId} is being deleted already.`;
  return `Job ${job.jobId} is ${job.status}. Only a job that is COMPLETED or CANCELED can be deleted without force.`;
}

async function checkDeletions(transaction: Queryable, quota: number): Promise<void> {
  await lockQuota(transaction, 'jobs in deletion');
  if ((await countJobs(transaction, 'DELETION_IN_PROGRESS', null, quota)) < quota) return;
  const message = `${quota} jobs are being deleted already, the most at a time. Try again when one of them is gone.`;
  throw new ServiceError('LimitExceededException', message);
}

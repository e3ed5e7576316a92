import { invalidRequest } from '../../contract/errors.ts';
import { jobArn } from '../../domain/arn.ts';
import type { Job } from '../../domain/job/job.ts';
import { nextJobStatus } from '../../domain/job/transitions.ts';
import { change } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { lockJob } from '../../store/job/job.ts';
import { beginCancellation } from '../../store/job/job-cancellation.ts';
import { countExecutions } from '../../store/job-execution/job-execution-count.ts';
import type { Handler } from '../context.ts';
import { requireJob } from './find.ts';

/**
 * Ends the job at once; its executions are cancelled by the engine afterwards (docs/service/jobs.md#cancelling-a-job).
 */
export const cancelJob: Handler<'CancelJob'> = async (context, { comment, force = false, jobId, reasonCode }) => {
  const { clock, database, newId, settings, signals } = context;
  const job = await change(database, signals, async (transaction, effects) => {
    const found = requireJob(await lockJob(transaction, jobId), jobId, undefined);
    const status = nextJobStatus(found.status, force ? 'cancel with force' : 'cancel');
    if (status === 'refused' || !(await isWorthCancelling(transaction, found))) {
      throw invalidRequest(`Job ${jobId} cannot be cancelled: it is ${found.status}.`);
    }
    const occasion = { eventId: newId(), now: clock.now() };
    return beginCancellation(transaction, effects, found, { force, comment, reasonCode }, occasion);
  });
  const arn = jobArn(settings.account, jobId);
  return { jobArn: arn, jobId, ...(job.description === null ? {} : { description: job.description }) };
};

/** A second call with force is for a job that was cancelled without it and left executions in progress. */
async function isWorthCancelling(transaction: Queryable, job: Job): Promise<boolean> {
  if (job.status !== 'CANCELED') return true;
  if (job.forceCanceled === true) return false;
  return ((await countExecutions(transaction, job.jobNumber)).IN_PROGRESS ?? 0) > 0;
}

import { ServiceError } from '../../contract/errors.ts';
import type { Job } from '../../domain/job/job.ts';
import type { JobExecution } from '../../domain/job-execution/job-execution.ts';
import { nextStatus } from '../../domain/job-execution/transitions.ts';
import { change } from '../../store/database/change.ts';
import { findJob } from '../../store/job/job.ts';
import { findFirstPending } from '../../store/job-execution/first-pending.ts';
import { deleteExecution, lockExecution, rememberDeletedExecution } from '../../store/job-execution/job-execution.ts';
import { addToCounts } from '../../store/job-execution/job-execution-count.ts';
import type { Handler } from '../context.ts';
import { mirrorNamespace, requireJob } from '../job/find.ts';
import { requireExecution } from './find.ts';
import { announceLeaving } from './leave-list.ts';

/**
 * Deletes one execution record at once; the job and its other executions stay, and no other one takes its place, unless
 * the thing leaves the job and is reached anew (docs/service/deletion.md#deleting-an-execution).
 */
export const deleteJobExecution: Handler<'DeleteJobExecution'> = async (context, input) => {
  const { clock, database, newId, settings, signals } = context;
  const { executionNumber, force = false, jobId, namespaceId, thingName } = input;
  await change(database, signals, async (transaction, effects) => {
    const job = requireJob(await findJob(transaction, jobId), jobId, namespaceId);
    const found = await lockExecution(transaction, thingName, job.jobNumber, executionNumber);
    const before = requireExecution(found, input);
    const refused = nextStatus(before.status, force ? 'delete with force' : 'delete') === 'refused';
    if (refused || job.status === 'DELETION_IN_PROGRESS') {
      throw new ServiceError('InvalidStateTransitionException', refusal(job, before));
    }
    const firstBefore = await findFirstPending(transaction, thingName);
    await deleteExecution(transaction, before);
    // A job that is over makes none anyway.
    if (job.status === 'IN_PROGRESS' || job.status === 'SCHEDULED') await rememberDeletedExecution(transaction, before);
    await addToCounts(transaction, job.jobNumber, { [before.status]: -1 });
    const occasion = { account: settings.account, eventId: newId(), now: clock.now() };
    const leaving = { job, before, shown: before, firstBefore, deleted: true, ...mirrorNamespace(job, namespaceId) };
    await announceLeaving(transaction, effects, occasion, leaving);
  });
};

function refusal(job: Job, execution: JobExecution): string {
  if (job.status === 'DELETION_IN_PROGRESS') return `Job ${job.jobId} is being deleted, with all of its executions.`;
  const which = `Job execution ${execution.executionNumber} on thing ${execution.thingName}`;
  return `${which} is ${execution.status}. Use force to delete an execution that is not in a terminal status.`;
}

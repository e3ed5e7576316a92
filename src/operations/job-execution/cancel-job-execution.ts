import { ServiceError } from '../../contract/errors.ts';
import { end } from '../../domain/job-execution/job-execution.ts';
import { change } from '../../store/database/change.ts';
import { findJob } from '../../store/job/job.ts';
import { findFirstPending } from '../../store/job-execution/first-pending.ts';
import { lockExecution, saveExecution } from '../../store/job-execution/job-execution.ts';
import { addToCounts } from '../../store/job-execution/job-execution-count.ts';
import type { Handler } from '../context.ts';
import { requireJob } from '../job/find.ts';
import { requireExecution } from './find.ts';
import { announceLeaving } from './leave-list.ts';

/**
 * Cancels the latest execution; the version is checked before the state
 * (docs/service/executions.md#cancelling-an-execution).
 */
export const cancelJobExecution: Handler<'CancelJobExecution'> = async (context, input) => {
  const { clock, database, newId, settings, signals } = context;
  const { expectedVersion, force = false, jobId, statusDetails, thingName } = input;
  await change(database, signals, async (transaction, effects) => {
    const job = requireJob(await findJob(transaction, jobId), jobId, undefined);
    const before = requireExecution(await lockExecution(transaction, thingName, job.jobNumber), input);
    if (expectedVersion !== undefined && expectedVersion !== before.versionNumber) {
      const message = `Expected version ${expectedVersion} but found version ${before.versionNumber}.`;
      throw new ServiceError('VersionConflictException', message);
    }
    const firstBefore = await findFirstPending(transaction, thingName);
    const now = clock.now();
    const canceled = end(before, force ? 'cancel with force' : 'cancel', now, statusDetails);
    if (canceled === 'refused' || job.status === 'DELETION_IN_PROGRESS') {
      const hint = before.status === 'IN_PROGRESS' ? ' Use force to cancel an execution that is in progress.' : '';
      const message = `Job execution ${before.executionNumber} cannot be cancelled: it is ${before.status}.${hint}`;
      throw new ServiceError('InvalidStateTransitionException', message);
    }
    await saveExecution(transaction, canceled);
    await addToCounts(transaction, job.jobNumber, { [before.status]: -1, CANCELED: 1 });
    const occasion = { account: settings.account, eventId: newId(), now };
    await announceLeaving(transaction, effects, occasion, {
      job,
      before,
      shown: canceled,
      firstBefore,
      deleted: false,
    });
  });
};

/** Adds the event of a job to a change, if such events are switched on. */
import { type JobEventOperation, jobEvent } from '../../domain/job/event.ts';
import type { Job } from '../../domain/job/job.ts';
import { isEventEnabled } from '../announcement/event-configuration.ts';
import type { Effects } from '../database/change.ts';
import type { Queryable } from '../database/database.ts';
import { countExecutions } from '../job-execution/job-execution-count.ts';
import { findTargetArns } from './job-target.ts';

/** Announces what happened to a job, with the state that this transaction gives it. */
export async function announceJobEvent(
  transaction: Queryable,
  effects: Effects,
  job: Job,
  operation: JobEventOperation,
  occasion: { readonly eventId: string; readonly now: number },
): Promise<void> {
  if (!(await isEventEnabled(transaction, 'JOB'))) return;
  const targets = await findTargetArns(transaction, job.jobNumber);
  const counts = operation === 'completed' ? { counts: await countExecutions(transaction, job.jobNumber) } : {};
  effects.announce(jobEvent(job, { ...occasion, operation, targets, ...counts }));
}

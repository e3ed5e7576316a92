/**
 * Opens and closes jobs for devices: their queued executions join the pending lists, or leave them
 * (docs/service/jobs.md#maintenance-windows).
 */
import type { Job } from '../../domain/job/job.ts';
import { nextJobStatus } from '../../domain/job/transitions.ts';
import type { Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { saveJob } from '../../store/job/job.ts';
import { hasRollout } from '../../store/job/rollout.ts';
import { hasMembershipChanges } from '../../store/thing-group/membership-change.ts';

/** Starts a locked job that is SCHEDULED; its rollout goes on where it was. */
export async function openForDevices(transaction: Queryable, effects: Effects, job: Job, now: number): Promise<void> {
  if (nextJobStatus(job.status, 'start') !== 'IN_PROGRESS') return;
  const work = (await hasRollout(transaction, job.jobNumber)) ? 'ROLLOUT' : 'NONE';
  await saveJob(transaction, { ...job, status: 'IN_PROGRESS', work, lastUpdatedAt: now });
  announceWindow(effects, job, true, now);
  if (work === 'ROLLOUT') effects.wake('rollout');
  if (await hasMembershipChanges(transaction, job.jobNumber)) effects.wake('membership');
}

/** Makes a locked job that is running wait; its rollout keeps its place. */
export async function closeForDevices(transaction: Queryable, effects: Effects, job: Job, now: number): Promise<void> {
  if (nextJobStatus(job.status, 'pause') !== 'SCHEDULED') return;
  await saveJob(transaction, { ...job, status: 'SCHEDULED', work: 'NONE', lastUpdatedAt: now });
  announceWindow(effects, job, false, now);
  // A rollout that waited for its turn may have it now.
  if (job.work === 'ROLLOUT') effects.wake('rollout');
}

function announceWindow(effects: Effects, { jobId, jobNumber, namespaceId }: Job, opened: boolean, at: number): void {
  effects.announce({ kind: 'window-changed', opened, at, jobId, jobNumber, namespaceId: namespaceId ?? undefined });
}

import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import { jobArn } from '../../domain/arn.ts';
import type { Job } from '../../domain/job/job.ts';
import { change } from '../../store/database/change.ts';
import { lockJob, saveJob } from '../../store/job/job.ts';
import { findTargetArns, insertJobTargets } from '../../store/job/job-target.ts';
import { beginRollout, findLastStep } from '../../store/job/rollout.ts';
import type { Handler } from '../context.ts';
import { requireJob } from './find.ts';
import { parseTargets, resolveTargets } from './targets.ts';

/**
 * Adds targets to a continuous job; their members get executions like things that join a group
 * (docs/service/jobs.md#adding-targets).
 */
export const associateTargetsWithJob: Handler<'AssociateTargetsWithJob'> = async (context, input) => {
  const { clock, database, settings, signals } = context;
  const { account, quotas } = settings;
  const given = parseTargets(account, input.targets, quotas.targetsPerJob);
  const job = await change(database, signals, async (transaction, effects) => {
    const found = requireJob(await lockJob(transaction, input.jobId), input.jobId, input.namespaceId);
    const problem = stateProblem(found);
    if (problem !== undefined) throw invalidRequest(problem);
    const known = await findTargetArns(transaction, found.jobNumber);
    const added = given.filter(({ targetArn }) => !known.includes(targetArn));
    if (known.length + added.length > quotas.targetsPerJob) {
      throw new ServiceError('LimitExceededException', `A job can have at most ${quotas.targetsPerJob} targets.`);
    }
    const now = clock.now();
    const associated: Job = {
      ...found,
      comment: input.comment ?? found.comment,
      lastUpdatedAt: now,
      work: added.length === 0 ? found.work : 'ROLLOUT',
    };
    await saveJob(transaction, associated);
    if (added.length > 0) {
      const targets = await resolveTargets(transaction, added);
      const lastStep = await findLastStep(transaction, found.jobNumber);
      const place = { firstPosition: known.length, lastStep, rateLimited: false, asOf: clock.now() };
      await insertJobTargets(transaction, found.jobNumber, targets, place);
      await beginRollout(transaction, found.jobNumber, lastStep + 1, now);
      effects.wake('rollout');
    }
    return associated;
  });
  const arn = jobArn(account, job.jobId);
  return { jobArn: arn, jobId: job.jobId, ...(job.description === null ? {} : { description: job.description }) };
};

function stateProblem(job: Job): string | undefined {
  if (job.targetSelection !== 'CONTINUOUS')
    return `Targets can be added to continuous jobs only; job ${job.jobId} is a snapshot job.`;
  if (job.status !== 'IN_PROGRESS')
    return `Targets can be added while a job is IN_PROGRESS; job ${job.jobId} is ${job.status}.`;
  if (job.schedulePhase === 'ENDED') return `No targets can be added to job ${job.jobId}: its end time has passed.`;
  return undefined;
}

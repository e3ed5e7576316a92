import { invalidRequest, ServiceError } from '../../contract/errors.ts';
import { jobArn } from '../../domain/arn.ts';
import { configurationProblem } from '../../domain/job/configuration.ts';
import { scheduledBeginning, scheduleOf } from '../../domain/job/schedule.ts';
import { schedulingProblem } from '../../domain/job/scheduling-config.ts';
import type { TargetSelection } from '../../domain/job/status.ts';
import { checkTags } from '../../domain/tags.ts';
import { change } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { countJobs, findJob, insertJob, type NewJob } from '../../store/job/job.ts';
import { insertJobTargets } from '../../store/job/job-target.ts';
import { beginRollout } from '../../store/job/rollout.ts';
import { putTags } from '../../store/thing/tag.ts';
import type { Handler, OperationContext } from '../context.ts';
import { type PreparedJob, prepareJob, refersToOthers } from './prepare-job.ts';
import { parseTargets, resolveTargets } from './targets.ts';

const FIRST_STEP = 1;

/** Stores the job and the steps of its rollout, and answers; the executions are made by the engine afterwards. */
export const createJob: Handler<'CreateJob'> = async (context, given) => {
  const { account, quotas } = context.settings;
  const targets = parseTargets(account, given.targets, quotas.targetsPerJob);
  const tags = checkTags(given.tags ?? [], quotas.tagsPerResource);
  const resourceArn = jobArn(account, given.jobId);
  const alreadyExists = () =>
    new ServiceError('ResourceAlreadyExistsException', `Job ${given.jobId} already exists.`, {
      resourceId: given.jobId,
      resourceArn,
    });
  // That the id is taken is said before anything about what the request refers to.
  if (refersToOthers(given) && (await findJob(context.database, given.jobId)) !== undefined) throw alreadyExists();
  const job = newJob(context, await prepareJob(context, given));
  await change(context.database, context.signals, async (transaction, effects) => {
    const jobNumber = await insertJob(transaction, job);
    if (jobNumber === undefined) throw alreadyExists();
    const resolved = await resolveTargets(transaction, targets);
    // A job that is SCHEDULED is not active.
    if (job.status === 'IN_PROGRESS') await checkActiveJobs(transaction, job.targetSelection, context);
    const place = { firstPosition: 0, lastStep: FIRST_STEP - 1, rateLimited: true, asOf: context.clock.now() };
    await insertJobTargets(transaction, jobNumber, resolved, place);
    await beginRollout(transaction, jobNumber, FIRST_STEP, job.createdAt);
    await putTags(transaction, resourceArn, tags);
    effects.wake('rollout');
    if (job.scheduleDueAt !== null) effects.wake('schedule');
  });
  const { description, jobId } = job;
  return { jobArn: resourceArn, jobId, ...(description === null ? {} : { description }) };
};

/** The record to store, once its configurations are right. */
function newJob(context: OperationContext, prepared: PreparedJob): NewJob {
  const { document, documentBeforeSubstitution, documentSource, input } = prepared;
  const now = context.clock.now();
  const targetSelection = input.targetSelection ?? 'SNAPSHOT';
  const schedulingConfig = input.schedulingConfig ?? null;
  const problem =
    configurationProblem(input, context.settings.quotas.rolloutRatePerMinute) ??
    schedulingProblem(input.schedulingConfig, targetSelection, now);
  if (problem !== undefined) throw invalidRequest(problem);
  return {
    jobId: input.jobId,
    ...scheduledBeginning(scheduleOf(schedulingConfig), now),
    targetSelection,
    namespaceId: input.namespaceId ?? null,
    description: input.description ?? null,
    document,
    documentBeforeSubstitution,
    documentSource,
    jobTemplateArn: input.jobTemplateArn ?? null,
    documentParameters: input.documentParameters ?? null,
    presignedUrlConfig: input.presignedUrlConfig ?? null,
    rolloutConfig: input.jobExecutionsRolloutConfig ?? null,
    abortConfig: input.abortConfig ?? null,
    timeoutConfig: input.timeoutConfig ?? null,
    retryConfig: input.jobExecutionsRetryConfig ?? null,
    schedulingConfig,
    destinationPackageVersions: input.destinationPackageVersions ?? null,
    createdAt: now,
  };
}

async function checkActiveJobs(
  transaction: Queryable,
  targetSelection: TargetSelection,
  { settings: { quotas } }: OperationContext,
): Promise<void> {
  const quota = targetSelection === 'SNAPSHOT' ? quotas.activeSnapshotJobs : quotas.activeContinuousJobs;
  // This job is counted too: it was inserted before.
  const active = await countJobs(transaction, 'IN_PROGRESS', targetSelection, quota + 1);
  if (active <= quota) return;
  const kind = targetSelection.toLowerCase();
  throw new ServiceError(
    'LimitExceededException',
    `There are ${quota} active ${kind} jobs already, the most that are allowed.`,
  );
}

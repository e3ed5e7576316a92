import { invalidRequest, resourceNotFound, ServiceError } from '../../contract/errors.ts';
import type { InputOf } from '../../contract/operation.ts';
import type { createJob as contract } from '../../contract/operations/job/create-job.ts';
import { jobArn } from '../../domain/arn.ts';
import { configurationProblem } from '../../domain/job/configuration.ts';
import { documentProblem } from '../../domain/job/document.ts';
import type { TargetSelection } from '../../domain/job/status.ts';
import { checkTags } from '../../domain/tags.ts';
import { change } from '../../store/change.ts';
import type { Queryable } from '../../store/database.ts';
import { countJobs, insertJob, type NewJob } from '../../store/job.ts';
import { insertJobTargets } from '../../store/job-target.ts';
import { beginRollout } from '../../store/rollout.ts';
import { putTags } from '../../store/tag.ts';
import type { Handler, OperationContext } from '../context.ts';
import { parseTargets, resolveTargets } from './targets.ts';

type Input = InputOf<typeof contract>;

const FIRST_STEP = 1;

/** Stores the job and the steps of its rollout, and answers; the executions are made by the engine afterwards. */
export const createJob: Handler<'CreateJob'> = async (context, input) => {
  const { account, quotas } = context.settings;
  const targets = parseTargets(account, input.targets, quotas.targetsPerJob);
  const job = newJob(context, input);
  const tags = checkTags(input.tags ?? [], quotas.tagsPerResource);
  const resourceArn = jobArn(account, input.jobId);
  await change(context.database, context.after, async (transaction, effects) => {
    const jobNumber = await insertJob(transaction, job);
    if (jobNumber === undefined) {
      throw new ServiceError('ResourceAlreadyExistsException', `Job ${input.jobId} already exists.`, {
        resourceId: input.jobId,
        resourceArn,
      });
    }
    refuseReferences(input);
    const resolved = await resolveTargets(transaction, targets);
    await checkActiveJobs(transaction, job.targetSelection, context);
    const place = { firstPosition: 0, lastStep: FIRST_STEP - 1, rateLimited: true, asOf: job.createdAt };
    await insertJobTargets(transaction, jobNumber, resolved, place);
    await beginRollout(transaction, jobNumber, FIRST_STEP, job.createdAt);
    await putTags(transaction, resourceArn, tags);
    effects.wake('rollout');
  });
  const { description } = input;
  return { jobArn: resourceArn, jobId: input.jobId, ...(description === undefined ? {} : { description }) };
};

/** The record to store, once everything that the input alone can tell is right. */
function newJob(context: OperationContext, input: Input): NewJob {
  const problem = inputProblem(input) ?? configurationProblem(input, context.settings.quotas.rolloutRatePerMinute);
  if (problem !== undefined) throw invalidRequest(problem);
  return {
    jobId: input.jobId,
    status: 'IN_PROGRESS',
    targetSelection: input.targetSelection ?? 'SNAPSHOT',
    namespaceId: input.namespaceId ?? null,
    description: input.description ?? null,
    // A job of a template gets its document from there; today there are none, which `refuseReferences` says.
    document: input.document ?? '',
    documentSource: input.documentSource ?? null,
    jobTemplateArn: input.jobTemplateArn ?? null,
    documentParameters: input.documentParameters ?? null,
    presignedUrlConfig: input.presignedUrlConfig ?? null,
    rolloutConfig: input.jobExecutionsRolloutConfig ?? null,
    abortConfig: input.abortConfig ?? null,
    timeoutConfig: input.timeoutConfig ?? null,
    retryConfig: input.jobExecutionsRetryConfig ?? null,
    schedulingConfig: input.schedulingConfig ?? null,
    destinationPackageVersions: input.destinationPackageVersions ?? null,
    createdAt: context.clock.now(),
    work: 'ROLLOUT',
  };
}

const MAXIMUM_PACKAGE_VERSIONS = 25;

function inputProblem(input: Input): string | undefined {
  const { document, documentSource, destinationPackageVersions, jobTemplateArn } = input;
  if (document !== undefined && documentSource !== undefined)
    return 'Give either document or documentSource, not both.';
  if (document === undefined && documentSource === undefined && jobTemplateArn === undefined) {
    return 'Give the job a document, a documentSource or a jobTemplateArn.';
  }
  if (documentSource !== undefined) {
    return 'The documentSource cannot be read: no object store is configured. Give the text as document instead.';
  }
  if (input.documentParameters !== undefined && !jobTemplateArn?.includes('::jobtemplate/')) {
    return 'documentParameters are for jobs of a managed template only.';
  }
  if ((destinationPackageVersions?.length ?? 0) > MAXIMUM_PACKAGE_VERSIONS) {
    return `A job can have at most ${MAXIMUM_PACKAGE_VERSIONS} destinationPackageVersions.`;
  }
  return document === undefined ? undefined : documentProblem(document);
}

/** Templates and package versions cannot be created on this server, so none that is named can exist. */
function refuseReferences(input: Input): void {
  if (input.jobTemplateArn !== undefined)
    throw resourceNotFound(`Job template ${input.jobTemplateArn} does not exist.`);
  const [version] = input.destinationPackageVersions ?? [];
  if (version !== undefined) throw resourceNotFound(`Package version ${version} does not exist.`);
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

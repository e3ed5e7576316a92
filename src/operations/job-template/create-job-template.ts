import { invalidRequest, resourceNotFound, ServiceError } from '../../contract/errors.ts';
import type { InputOf } from '../../contract/operation.ts';
import type { createJobTemplate as contract } from '../../contract/operations/job-template/create-job-template.ts';
import { jobId as jobIdShape } from '../../contract/shapes/common.ts';
import { parseArn } from '../../domain/arn.ts';
import { configurationProblem } from '../../domain/job/configuration.ts';
import { documentProblem } from '../../domain/job/document.ts';
import type { Job } from '../../domain/job/job.ts';
import { windowsProblem } from '../../domain/job/scheduling-config.ts';
import { type JobTemplate, jobTemplateArn } from '../../domain/job-template/job-template.ts';
import { checkTags } from '../../domain/tags.ts';
import { lockQuota } from '../../store/database/quota-lock.ts';
import { findJob, findJobDocument } from '../../store/job/job.ts';
import { countJobTemplates, findJobTemplate, insertJobTemplate } from '../../store/job/job-template.ts';
import { putTags } from '../../store/thing/tag.ts';
import type { Handler, OperationContext, RequestContext } from '../context.ts';
import { requireDocument } from '../job/document-permissions.ts';
import { readDocumentSource } from '../job/document-source.ts';
import { resolveDestinations } from '../job/package-versions.ts';

type Input = InputOf<typeof contract>;

/**
 * Stores a template with the given document, or with the values of a job where none is given
 * (docs/service/templates-and-packages.md#job-templates).
 */
export const createJobTemplate: Handler<'CreateJobTemplate'> = async (context, input) => {
  const { account, quotas } = context.settings;
  const { jobTemplateId } = input;
  if (input.document !== undefined && input.documentSource !== undefined) {
    throw invalidRequest('Give either document or documentSource, not both.');
  }
  const tags = checkTags(input.tags ?? [], quotas.tagsPerResource);
  const arn = jobTemplateArn(account, jobTemplateId);
  const conflict = () =>
    new ServiceError('ConflictException', `Job template ${jobTemplateId} already exists.`, {
      resourceId: jobTemplateId,
    });
  if ((await findJobTemplate(context.database, jobTemplateId)) !== undefined) throw conflict();
  const template = await newTemplate(context, input);
  await context.database.transaction(async (transaction) => {
    await lockQuota(transaction, 'job templates');
    if (!(await insertJobTemplate(transaction, template))) throw conflict();
    // This one is counted too.
    if ((await countJobTemplates(transaction, quotas.jobTemplates + 1)) > quotas.jobTemplates) {
      const message = `There are ${quotas.jobTemplates} job templates already, the most that are allowed.`;
      throw new ServiceError('LimitExceededException', message);
    }
    await putTags(transaction, arn, tags);
  });
  return { jobTemplateArn: arn, jobTemplateId };
};

/** The record to store: what the request gives, the rest from the job that it names. */
async function newTemplate(context: RequestContext, input: Input): Promise<JobTemplate> {
  const { quotas } = context.settings;
  const job = input.jobArn === undefined ? undefined : await jobOf(context, input.jobArn);
  const document = await documentOf(context, input, job);
  const problem = documentProblem(document.document, quotas.substitutionsPerDocument);
  if (problem !== undefined) throw invalidRequest(problem);
  const presignedUrlConfig = input.presignedUrlConfig ?? job?.presignedUrlConfig ?? null;
  await requireDocument(context, document.document, presignedUrlConfig?.roleArn);
  const template: JobTemplate = {
    jobTemplateId: input.jobTemplateId,
    description: input.description,
    ...document,
    presignedUrlConfig,
    rolloutConfig: input.jobExecutionsRolloutConfig ?? job?.rolloutConfig ?? null,
    abortConfig: input.abortConfig ?? job?.abortConfig ?? null,
    timeoutConfig: input.timeoutConfig ?? job?.timeoutConfig ?? null,
    retryConfig: input.jobExecutionsRetryConfig ?? job?.retryConfig ?? null,
    maintenanceWindows: input.maintenanceWindows ?? job?.schedulingConfig?.maintenanceWindows ?? null,
    destinationPackageVersions: input.destinationPackageVersions ?? job?.destinationPackageVersions ?? null,
    createdAt: context.clock.now(),
  };
  checkConfigurations(context, template);
  // A draft may be published before a job installs it.
  await resolveDestinations(context, template.destinationPackageVersions ?? undefined);
  return template;
}

function checkConfigurations({ clock, settings }: OperationContext, template: JobTemplate): void {
  const configurations = configurationProblem(
    {
      jobExecutionsRolloutConfig: template.rolloutConfig ?? undefined,
      abortConfig: template.abortConfig ?? undefined,
      timeoutConfig: template.timeoutConfig ?? undefined,
      jobExecutionsRetryConfig: template.retryConfig ?? undefined,
    },
    settings.quotas.rolloutRatePerMinute,
  );
  const problem = configurations ?? windowsProblem(template.maintenanceWindows ?? [], clock.now());
  if (problem !== undefined) throw invalidRequest(problem);
}

const wholeJobId = new RegExp(`^(?=.{1,${jobIdShape.max}}$)${jobIdShape.pattern}$`);

async function jobOf({ database, settings }: OperationContext, jobArn: string): Promise<Job> {
  const parsed = parseArn(settings.account, jobArn);
  if (parsed?.type !== 'job' || !wholeJobId.test(parsed.name)) {
    throw invalidRequest('The jobArn is not the ARN of a job of this account and Region.');
  }
  const job = await findJob(database, parsed.name);
  if (job === undefined) throw resourceNotFound(`Job ${parsed.name} does not exist.`);
  return job;
}

async function documentOf(
  context: OperationContext,
  { document, documentSource }: Input,
  job: Job | undefined,
): Promise<Pick<JobTemplate, 'document' | 'documentSource'>> {
  if (document !== undefined) return { document, documentSource: null };
  if (documentSource !== undefined) {
    return { document: await readDocumentSource(context, documentSource), documentSource };
  }
  if (job === undefined) throw invalidRequest('Give the template a jobArn, a document or a documentSource.');
  const found = await findJobDocument(context.database, job.jobId);
  if (found === undefined) throw resourceNotFound(`Job ${job.jobId} does not exist.`);
  // What it says of packages is put in anew for each job. The parameters of a managed template are known only for this
  // job.
  const before = job.documentParameters === null ? found.documentBeforeSubstitution : null;
  return { document: before ?? found.document, documentSource: job.documentSource };
}

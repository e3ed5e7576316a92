/**
 * What a job will be: the request with the values of its template, and the document with everything in it that is known
 * when the job is created. Only reads; nothing of it is in a transaction, since an object store may take its time.
 */
import { invalidRequest, resourceNotFound } from '../../contract/errors.ts';
import type { InputOf } from '../../contract/operation.ts';
import type { createJob } from '../../contract/operations/job/create-job.ts';
import { documentProblem, presignedUrlProblem } from '../../domain/job/document.ts';
import {
  hasShortenedPlaceholder,
  namedPackageVersions,
  substitutePackages,
} from '../../domain/job/package-substitution.ts';
import { findPlaceholders } from '../../domain/job/placeholder.ts';
import { jobTemplateIdOf, withTemplate } from '../../domain/job-template/job-template.ts';
import { findManagedTemplate } from '../../domain/job-template/managed/index.ts';
import {
  isManagedTemplateArn,
  parametersProblem,
  withParameters,
} from '../../domain/job-template/managed-job-template.ts';
import { isDeployable, packageVersionArn } from '../../domain/package-version.ts';
import { findJobTemplate } from '../../store/job/job-template.ts';
import type { RequestContext } from '../context.ts';
import { requireDocument, requireToInstall, requireToReadVersions } from './document-permissions.ts';
import { readDocumentSource } from './document-source.ts';
import { type FindVersion, findVersions, resolveDestinations } from './package-versions.ts';

type Input = InputOf<typeof createJob>;

export interface PreparedJob {
  /** The request with the values of the template, and `$default` versions by their names. */
  readonly input: Input;
  readonly document: string;
  /** null where nothing was substituted. */
  readonly documentBeforeSubstitution: string | null;
  readonly documentSource: string | null;
}

/** A request together with the text of its document. */
interface Sourced {
  readonly input: Input;
  readonly document: string;
  /** The same with the parameters of a managed template in it. */
  readonly withParameters?: string;
  readonly documentSource: string | null;
}

/** Whether more than the request must be read to know its document. */
export function refersToOthers({ destinationPackageVersions, document, jobTemplateArn }: Input): boolean {
  if (document === undefined || jobTemplateArn !== undefined) return true;
  return (destinationPackageVersions ?? []).length > 0 || document.includes('${aws:iot:package:');
}

/** Checks everything about templates, documents and package versions (docs/service/jobs.md#creating-a-job). */
export async function prepareJob(context: RequestContext, given: Input): Promise<PreparedJob> {
  const problem = inputProblem(given);
  if (problem !== undefined) throw invalidRequest(problem);
  const { substitutionsPerDocument } = context.settings.quotas;
  const sourced = await sourceOf(context, given);
  const { documentSource, input } = sourced;
  check(documentProblem(sourced.document, substitutionsPerDocument));
  const text = sourced.withParameters ?? sourced.document;
  const { destinationPackageVersions, document } = await withPackages(context, input, text);
  // Once more: what was put in may be long, and may be placeholders of presigned URLs.
  check(documentProblem(document, substitutionsPerDocument) ?? leftoverProblem(document));
  await requireDocument(context, document, input.presignedUrlConfig?.roleArn);
  check(presignedUrlProblem(document, input.presignedUrlConfig?.roleArn, context.objectStore !== undefined));
  return {
    input: { ...input, destinationPackageVersions },
    document,
    documentBeforeSubstitution: document === sourced.document ? null : sourced.document,
    documentSource,
  };
}

function check(problem: string | undefined): void {
  if (problem !== undefined) throw invalidRequest(problem);
}

function inputProblem({ document, documentParameters, documentSource, jobTemplateArn }: Input): string | undefined {
  const isManaged = jobTemplateArn !== undefined && isManagedTemplateArn(jobTemplateArn);
  if (document !== undefined && documentSource !== undefined) {
    return 'Give either document or documentSource, not both.';
  }
  if (document === undefined && documentSource === undefined && jobTemplateArn === undefined) {
    return 'Give the job a document, a documentSource or a jobTemplateArn.';
  }
  if (isManaged && (document !== undefined || documentSource !== undefined)) {
    return 'A job of a managed template has the document of the template; leave document and documentSource out.';
  }
  if (documentParameters !== undefined && !isManaged) {
    return 'documentParameters are for jobs of a managed template only.';
  }
  return undefined;
}

/** The request and its document, wherever that comes from. */
async function sourceOf(context: RequestContext, input: Input): Promise<Sourced> {
  const { jobTemplateArn } = input;
  if (jobTemplateArn === undefined) return { input, ...(await givenDocument(context, input)) };
  if (isManagedTemplateArn(jobTemplateArn)) return managedSource(context, input, jobTemplateArn);
  const jobTemplateId = jobTemplateIdOf(context.settings.account, jobTemplateArn);
  const template = jobTemplateId === undefined ? undefined : await findJobTemplate(context.database, jobTemplateId);
  if (template === undefined) throw templateNotFound(jobTemplateArn);
  const isGiven = input.document !== undefined || input.documentSource !== undefined;
  const { document, documentSource } = isGiven ? await givenDocument(context, input) : template;
  return { input: withTemplate(input, template), document, documentSource };
}

async function givenDocument(context: RequestContext, { document, documentSource }: Input) {
  if (documentSource === undefined) return { document: document ?? '', documentSource: null };
  return { document: await readDocumentSource(context, documentSource), documentSource };
}

function managedSource({ settings }: RequestContext, input: Input, jobTemplateArn: string): Sourced {
  const template = findManagedTemplate(settings.account, jobTemplateArn);
  if (template === undefined) throw templateNotFound(jobTemplateArn);
  const values = input.documentParameters ?? {};
  check(parametersProblem(template, values));
  return {
    input: { ...input, description: input.description ?? template.description },
    document: template.document,
    withParameters: withParameters(template, values),
    documentSource: null,
  };
}

function templateNotFound(jobTemplateArn: string) {
  return resourceNotFound(`Job template ${jobTemplateArn} does not exist.`);
}

/** The document with what it says of packages, and the versions that the job installs, each by its name. */
async function withPackages(
  context: RequestContext,
  { destinationPackageVersions: arns }: Input,
  text: string,
): Promise<{ readonly document: string; readonly destinationPackageVersions: readonly string[] | undefined }> {
  const { account } = context.settings;
  const destinations = await resolveDestinations(context, arns);
  await requireToInstall(context, destinations);
  const draft = destinations.find(({ status }) => !isDeployable(status));
  if (draft !== undefined) {
    throw invalidRequest(
      `Version ${draft.versionName} of package ${draft.packageName} is a DRAFT; publish it before a job installs it.`,
    );
  }
  const destinationsInText = hasShortenedPlaceholder(text) ? destinations : [];
  await requireToReadVersions(context, [...namedPackageVersions(text), ...destinationsInText]);
  const find = await findNamedVersions(context, text);
  const substituted = substitutePackages(text, { destinations, find, region: account.region });
  if ('problem' in substituted) throw invalidRequest(substituted.problem);
  const destinationPackageVersions = arns && destinations.map((version) => packageVersionArn(account, version));
  return { document: substituted.document, destinationPackageVersions };
}

/** The versions that the text names; which one a `$default` stands for is known, and asked about, only now. */
async function findNamedVersions(context: RequestContext, text: string): Promise<FindVersion> {
  const names = namedPackageVersions(text);
  const find = await findVersions(context.database, names);
  await requireToReadVersions(
    context,
    names.flatMap((name) => find(name) ?? []),
  );
  return find;
}

/** What came out of another placeholder is not replaced again, and devices could do nothing with it. */
function leftoverProblem(document: string): string | undefined {
  const leftover = findPlaceholders(document).some(({ kind }) => kind.startsWith('package-'));
  return leftover ? 'The value of a placeholder must not be a placeholder of a package.' : undefined;
}

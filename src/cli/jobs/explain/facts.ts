/** What is known of a job on a thing: asked for with ordinary calls, and one of our own for what these cannot tell. */
import { type ExtensionOperations, extensionOperations as operations } from '../../../contract/extensions/index.ts';
import type { OutputOf } from '../../../contract/operation.ts';
import { describeJob } from '../../../contract/operations/job/describe-job.ts';
import { describeJobExecution } from '../../../contract/operations/job-execution/describe-job-execution.ts';
import { listJobExecutionsForThing } from '../../../contract/operations/job-execution/list-job-executions-for-thing.ts';
import { describeThing } from '../../../contract/operations/thing/describe-thing.ts';
import { type Api, ApiFailure, unlessMissing } from '../../api.ts';
import type { Job } from '../progress.ts';

export type Execution = NonNullable<OutputOf<typeof describeJobExecution>['execution']>;
export type Reach = OutputOf<ExtensionOperations['DescribeJobReach']>;
export type Permissions = OutputOf<ExtensionOperations['TestDevice']>;
type AuditEntry = NonNullable<OutputOf<ExtensionOperations['ListAuditEntries']>['entries']>[number];
type Summaries = NonNullable<OutputOf<typeof listJobExecutionsForThing>['executionSummaries']>;

export interface Facts {
  readonly jobId: string;
  readonly thingName: string;
  /** Undefined where there is none of this name. */
  readonly job?: Job | undefined;
  readonly thingExists: boolean;
  /** The latest; undefined where the thing has none of the job. */
  readonly execution?: Execution | undefined;
  /** The latest and the one before it, as far as there are such. */
  readonly attempts: Summaries;
  readonly reach?: Reach | undefined;
  readonly permissions?: Permissions | undefined;
  /** Who deleted what is not there any more, if the audit log still knows. */
  readonly deletion?: AuditEntry | undefined;
  /** What could not be asked, and why. */
  readonly unknown: readonly string[];
}

/** Throws an ApiFailure if not even the job can be asked for. */
export async function gatherFacts(api: Api, jobId: string, thingName: string): Promise<Facts> {
  const unknown: string[] = [];
  const [found, thing] = await Promise.all([
    unlessMissing(api.call(describeJob, { jobId })),
    unlessMissing(api.call(describeThing, { thingName })),
  ]);
  const named = { jobId, thingName, thingExists: thing !== undefined };
  const thingArn = thing?.thingArn;
  const jobArn = thingArn?.replace(/thing\/.*$/, `job/${jobId}`);
  if (found?.job === undefined) {
    const deletion = jobArn === undefined ? undefined : await deletionOf(api, 'iot:DeleteJob', jobArn);
    return { ...named, attempts: [], deletion, unknown };
  }
  const [execution, attempts, reach] = await Promise.all([
    unlessMissing(api.call(describeJobExecution, { jobId, thingName })),
    unlessMissing(api.call(listJobExecutionsForThing, { jobId, thingName, maxResults: 2 })),
    allowed('how the job reaches the thing', api.call(operations.DescribeJobReach, { jobId, thingName }), unknown),
  ]);
  // A certificate that belongs to this thing alone may be used with whatever client id.
  const { clientId } = reach?.connection ?? {};
  const { namespaceId } = found.job;
  const connecting = {
    jobId,
    thingName,
    ...(clientId === undefined ? {} : { clientId }),
    ...(namespaceId === undefined ? {} : { namespaceId }),
  };
  const permissions =
    thing === undefined
      ? undefined
      : await allowed('what the device may do', api.call(operations.TestDevice, connecting), unknown);
  const isLost = execution === undefined && thingArn !== undefined;
  const deletion = isLost ? await deletionOf(api, 'iot:DeleteJobExecution', thingArn, jobArn) : undefined;
  const { job } = found;
  return {
    ...named,
    job,
    execution: execution?.execution,
    attempts: attempts?.executionSummaries ?? [],
    reach,
    permissions,
    deletion,
    unknown,
  };
}

/** A fact that this caller may not be allowed to know; without it there is still much to be said. */
async function allowed<T>(what: string, work: Promise<T>, unknown: string[]): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    unknown.push(`${what}: ${error.message}`);
    return undefined;
  }
}

/** Who deleted this last, or what both of these name; of what was done to the first, one page is looked at. */
async function deletionOf(
  api: Api,
  action: string,
  resource: string,
  further = resource,
): Promise<AuditEntry | undefined> {
  try {
    const { entries = [] } = await api.call(operations.ListAuditEntries, {
      action,
      resource,
      decision: 'allowed',
      maxResults: 250,
    });
    return entries.find(({ resources = [], result }) => result === 'OK' && resources.includes(further));
  } catch (error) {
    // Who may not read the audit log is told less.
    if (error instanceof ApiFailure) return undefined;
    throw error;
  }
}

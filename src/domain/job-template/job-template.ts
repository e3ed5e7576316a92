/** Job templates, and how a template's values become a job's (docs/service/templates-and-packages.md#job-templates). */
import type { InputOf } from '../../contract/operation.ts';
import type { createJob } from '../../contract/operations/job/create-job.ts';
import type { TypeOf } from '../../contract/shape.ts';
import type { maintenanceWindows } from '../../contract/shapes/job.ts';
import { type Account, arn, parseArn } from '../arn.ts';
import type { JobConfigurations } from '../job/job.ts';

export interface JobTemplate extends Omit<JobConfigurations, 'schedulingConfig' | 'documentParameters'> {
  readonly jobTemplateId: string;
  readonly description: string;
  readonly document: string;
  readonly documentSource: string | null;
  /** The only part of a schedule that a template can hold. */
  readonly maintenanceWindows: TypeOf<typeof maintenanceWindows> | null;
  readonly createdAt: number;
}

export const jobTemplateArn = (account: Account, jobTemplateId: string) => arn(account, `jobtemplate/${jobTemplateId}`);

/** The template that an ARN of this account names; undefined for any other ARN. */
export function jobTemplateIdOf(account: Account, jobTemplateArn: string): string | undefined {
  const parsed = parseArn(account, jobTemplateArn);
  return parsed?.type === 'jobtemplate' && /^[a-zA-Z0-9_-]{1,64}$/.test(parsed.name) ? parsed.name : undefined;
}

type JobInput = InputOf<typeof createJob>;

/** The request completed with the template's values; a value that the request gives wins, member by member. */
export function withTemplate(input: JobInput, template: JobTemplate): JobInput {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const windows = template.maintenanceWindows;
  return {
    ...present('description', template.description),
    ...present('presignedUrlConfig', template.presignedUrlConfig),
    ...present('jobExecutionsRolloutConfig', template.rolloutConfig),
    ...present('abortConfig', template.abortConfig),
    ...present('timeoutConfig', template.timeoutConfig),
    ...present('jobExecutionsRetryConfig', template.retryConfig),
    ...present('schedulingConfig', windows === null ? null : { maintenanceWindows: windows }),
    ...present('destinationPackageVersions', template.destinationPackageVersions),
    ...(given as JobInput), // the same members, the absent ones left out
  };
}

function present(name: keyof JobInput, value: unknown): Partial<JobInput> {
  return value === null ? {} : { [name]: value };
}

/** The rules between the members of a job's configurations that shapes cannot say (`jobs.md` 4.1 and 11, `limits.md` 1). */
import type { InputOf } from '../../contract/operation.ts';
import type { createJob } from '../../contract/operations/job/create-job.ts';

type Configurations = Pick<
  InputOf<typeof createJob>,
  | 'timeoutConfig'
  | 'jobExecutionsRolloutConfig'
  | 'abortConfig'
  | 'jobExecutionsRetryConfig'
  | 'schedulingConfig'
  | 'presignedUrlConfig'
>;

const MINIMUM_TIMEOUT_MINUTES = 1;
const MAXIMUM_TIMEOUT_MINUTES = 10_080;

/** What is wrong with these configurations, for the caller to read; undefined if nothing is. */
export function configurationProblem(given: Configurations, rolloutRateQuota: number | null): string | undefined {
  return (
    timeoutProblem(given.timeoutConfig) ??
    rolloutProblem(given.jobExecutionsRolloutConfig, rolloutRateQuota) ??
    notRunYet(given)
  );
}

function timeoutProblem(timeout: Configurations['timeoutConfig']): string | undefined {
  const minutes = timeout?.inProgressTimeoutInMinutes;
  if (minutes === undefined) return undefined;
  if (minutes >= MINIMUM_TIMEOUT_MINUTES && minutes <= MAXIMUM_TIMEOUT_MINUTES) return undefined;
  return `timeoutConfig.inProgressTimeoutInMinutes must be from ${MINIMUM_TIMEOUT_MINUTES} to ${MAXIMUM_TIMEOUT_MINUTES}.`;
}

function rolloutProblem(
  rollout: Configurations['jobExecutionsRolloutConfig'],
  quota: number | null,
): string | undefined {
  const maximum = rollout?.maximumPerMinute;
  if (maximum === undefined || quota === null || maximum <= quota) return undefined;
  return `jobExecutionsRolloutConfig.maximumPerMinute must be at most ${quota}, the rollout rate of this account.`;
}

/** Refused rather than stored and silently not done. */
function notRunYet(given: Configurations): string | undefined {
  const refused = [
    given.jobExecutionsRolloutConfig?.exponentialRate && 'jobExecutionsRolloutConfig.exponentialRate',
    given.abortConfig && 'abortConfig',
    given.jobExecutionsRetryConfig && 'jobExecutionsRetryConfig',
    given.schedulingConfig && Object.keys(given.schedulingConfig).length > 0 && 'schedulingConfig',
  ].filter((name) => typeof name === 'string');
  if (refused.length === 0) return undefined;
  return `This version of musterd does not run ${refused.join(', ')} yet. Leave it out, or use a version that does.`;
}

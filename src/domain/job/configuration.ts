/**
 * The rules between members of a job's configurations, which shapes cannot express
 * (docs/service/jobs.md#creating-a-job, docs/service/limits.md#sizes-in-jobs).
 */
import type { InputOf } from '../../contract/operation.ts';
import type { createJob } from '../../contract/operations/job/create-job.ts';
import { MAXIMUM_RETRIES } from '../job-execution/retry.ts';

type Configurations = Pick<
  InputOf<typeof createJob>,
  'timeoutConfig' | 'jobExecutionsRolloutConfig' | 'abortConfig' | 'jobExecutionsRetryConfig'
>;

const MINIMUM_TIMEOUT_MINUTES = 1;
const MAXIMUM_TIMEOUT_MINUTES = 10_080;
const MAXIMUM_ABORT_CRITERIA = 4;

/** What is wrong with these configurations, for the caller to read; undefined if nothing is. */
export function configurationProblem(given: Configurations, rolloutRateQuota: number | null): string | undefined {
  return (
    timeoutProblem(given.timeoutConfig) ??
    rolloutProblem(given.jobExecutionsRolloutConfig, rolloutRateQuota) ??
    abortProblem(given.abortConfig) ??
    retryProblem(given.jobExecutionsRetryConfig)
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
  if (maximum !== undefined && quota !== null && maximum > quota) {
    return `jobExecutionsRolloutConfig.maximumPerMinute must be at most ${quota}, the rollout rate of this account.`;
  }
  const rate = rollout?.exponentialRate;
  if (rate === undefined) return undefined;
  if (!hasDecimals(rate.incrementFactor, 1))
    return 'exponentialRate.incrementFactor can have one decimal, for example 1.5.';
  const { numberOfNotifiedThings, numberOfSucceededThings } = rate.rateIncreaseCriteria;
  if (numberOfNotifiedThings === undefined && numberOfSucceededThings === undefined) {
    return 'exponentialRate.rateIncreaseCriteria needs numberOfNotifiedThings or numberOfSucceededThings.';
  }
  return undefined;
}

function abortProblem(abort: Configurations['abortConfig']): string | undefined {
  const criteria = abort?.criteriaList ?? [];
  if (criteria.length > MAXIMUM_ABORT_CRITERIA)
    return `abortConfig can have at most ${MAXIMUM_ABORT_CRITERIA} criteria.`;
  if (criteria.some(({ thresholdPercentage }) => thresholdPercentage <= 0)) {
    return 'abortConfig: a thresholdPercentage must be greater than 0.';
  }
  if (criteria.some(({ thresholdPercentage }) => !hasDecimals(thresholdPercentage, 2))) {
    return 'abortConfig: a thresholdPercentage can have two decimals, for example 10.99.';
  }
  return undefined;
}

function retryProblem(retry: Configurations['jobExecutionsRetryConfig']): string | undefined {
  const criteria = retry?.criteriaList ?? [];
  const types = criteria.map(({ failureType }) => failureType);
  if (new Set(types).size < types.length) return 'jobExecutionsRetryConfig names a failureType twice.';
  if (types.length > 1 && types.includes('ALL')) {
    return 'jobExecutionsRetryConfig: the failureType ALL stands alone, since it covers the others.';
  }
  const retries = criteria.reduce((sum, { numberOfRetries }) => sum + numberOfRetries, 0);
  if (retries > MAXIMUM_RETRIES) return `jobExecutionsRetryConfig can have at most ${MAXIMUM_RETRIES} retries in all.`;
  return undefined;
}

/** True if a number, as it was written, has at most this many decimals. */
function hasDecimals(value: number, decimals: number): boolean {
  return (/\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0) <= decimals && !String(value).includes('e');
}

/** A retry configuration can only be changed by removing retries (docs/service/jobs.md#updating-a-job). */
export function retryUpdateProblem(retry: Configurations['jobExecutionsRetryConfig']): string | undefined {
  if (retry === undefined || retry.criteriaList.every(({ numberOfRetries }) => numberOfRetries === 0)) return undefined;
  return 'The retries of a job can only be taken away: set numberOfRetries to 0 in every criterion.';
}

/** When a job is aborted because too many of its executions went wrong (docs/service/rollouts.md#abort-criteria). */
import type { JobExecutionStatus } from '../job-execution/status.ts';
import type { Job } from './job.ts';

export const ABORT_REASON_CODE = 'ABORT_CRITERIA_MET';

type Counts = Readonly<Partial<Record<JobExecutionStatus, number>>>;
type Criterion = NonNullable<Job['abortConfig']>['criteriaList'][number];

const terminal = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'REJECTED', 'REMOVED', 'CANCELED'] as const;
const failures = {
  FAILED: ['FAILED'],
  REJECTED: ['REJECTED'],
  TIMED_OUT: ['TIMED_OUT'],
  ALL: ['FAILED', 'REJECTED', 'TIMED_OUT'],
} as const;

/**
 * Why the job is to be aborted, for people to read; undefined if no criterion is met. Criteria are checked in their
 * order.
 */
export function abortComment(abortConfig: Job['abortConfig'], counts: Counts): string | undefined {
  const finished = sum(counts, terminal);
  const met = abortConfig?.criteriaList.find((criterion) => isMet(criterion, counts, finished));
  if (met === undefined) return undefined;
  const failed = sum(counts, failures[met.failureType]);
  const kind = met.failureType === 'ALL' ? 'FAILED, REJECTED or TIMED_OUT' : met.failureType;
  return `Aborted: ${failed} of ${finished} finished executions are ${kind}, and ${met.thresholdPercentage} % was the limit.`;
}

function isMet(criterion: Criterion, counts: Counts, finished: number): boolean {
  if (finished < criterion.minNumberOfExecutedThings) return false;
  const failed = sum(counts, failures[criterion.failureType]);
  // Thresholds have two decimals; counted in hundredths, nothing needs rounding.
  return failed > 0 && 10_000 * failed >= Math.round(criterion.thresholdPercentage * 100) * finished;
}

function sum(counts: Counts, statuses: readonly JobExecutionStatus[]): number {
  return statuses.reduce((total, status) => total + (counts[status] ?? 0), 0);
}

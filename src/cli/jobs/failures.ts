/** The last executions of a job that did not succeed, with the reasons that their devices gave. */
import { describeJobExecution } from '../../contract/operations/job-execution/describe-job-execution.ts';
import { listJobExecutionsForJob } from '../../contract/operations/job-execution/list-job-executions-for-job.ts';
import { type Api, unlessMissing } from '../api.ts';

export interface Failure {
  readonly thingName: string;
  readonly executionNumber: number;
  readonly status: string;
  readonly reason: string;
  /** Seconds since the epoch. */
  readonly at: number;
}

const STATUSES = ['FAILED', 'TIMED_OUT', 'REJECTED'] as const;
/** As many as one page has; of a job with more failures than that, it shows the newest of these. */
const PAGE = 50;

/** The newest last; `known` failures are not asked for again. */
export async function lastFailures(
  api: Api,
  jobId: string,
  count: number,
  known: readonly Failure[],
): Promise<Failure[]> {
  const pages = await Promise.all(
    STATUSES.map(async (status) => {
      const page = await unlessMissing(api.call(listJobExecutionsForJob, { jobId, status, maxResults: PAGE }));
      return (page?.executionSummaries ?? []).map((item) => ({
        thingName: item.thingArn?.replace(/^.*:thing\//, '') ?? '',
        executionNumber: Number(item.jobExecutionSummary?.executionNumber ?? 0),
        status: item.jobExecutionSummary?.status ?? status,
        at: Number(item.jobExecutionSummary?.lastUpdatedAt ?? 0),
      }));
    }),
  );
  const newest = pages
    .flat()
    .sort((left, right) => left.at - right.at)
    .slice(-count);
  return Promise.all(
    newest.map(async (failure) => {
      const same = known.find(
        ({ executionNumber, thingName }) =>
          thingName === failure.thingName && executionNumber === failure.executionNumber,
      );
      return same ?? { ...failure, reason: await reasonOf(api, jobId, failure) };
    }),
  );
}

async function reasonOf(
  api: Api,
  jobId: string,
  { executionNumber, thingName }: Pick<Failure, 'executionNumber' | 'thingName'>,
): Promise<string> {
  const answer = await unlessMissing(api.call(describeJobExecution, { jobId, thingName, executionNumber }));
  const details = answer?.execution?.statusDetails?.detailsMap ?? {};
  const { reason, ...others } = details;
  // Whatever a device says must not move the cursor.
  const text =
    reason ??
    Object.entries(others)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ');
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

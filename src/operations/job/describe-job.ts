import type { OutputOf } from '../../contract/operation.ts';
import type { describeJob as contract } from '../../contract/operations/job/describe-job.ts';
import { jobArn } from '../../domain/arn.ts';
import type { Job } from '../../domain/job/job.ts';
import { scheduleOf, upcomingWindows } from '../../domain/job/schedule.ts';
import { isConcurrent } from '../../domain/job/status.ts';
import { dateTimeText } from '../../lib/date-time-text.ts';
import { findJob } from '../../store/job/job.ts';
import { findProcessingTargets, findTargetArns } from '../../store/job/job-target.ts';
import { countExecutions, type ExecutionCounts } from '../../store/job-execution/job-execution-count.ts';
import type { Handler } from '../context.ts';
import { requireJob } from './find.ts';

/** The job with its configurations as they were given, and its counters (docs/service/jobs.md#describing-a-job). */
export const describeJob: Handler<'DescribeJob'> = async ({ clock, database, settings }, { jobId }) => {
  const job = requireJob(await findJob(database, jobId), jobId, undefined);
  const [targets, processingTargets, counts] = await Promise.all([
    findTargetArns(database, job.jobNumber),
    findProcessingTargets(database, job.jobNumber),
    countExecutions(database, job.jobNumber),
  ]);
  return {
    ...present('documentSource', job.documentSource),
    job: {
      jobArn: jobArn(settings.account, jobId),
      ...shownMembers(job),
      ...shownWindows(job, clock.now()),
      targets,
      jobProcessDetails: {
        ...(processingTargets.length === 0 ? {} : { processingTargets }),
        ...shownCounts(counts),
      },
    },
  };
};

type ShownJob = NonNullable<OutputOf<typeof contract>['job']>;

/** Three configurations are shown as empty objects when unset, all other members are left out. */
function shownMembers(job: Job): ShownJob {
  return {
    jobId: job.jobId,
    targetSelection: job.targetSelection,
    status: job.status,
    ...present('forceCanceled', job.forceCanceled),
    ...present('reasonCode', job.reasonCode),
    ...present('comment', job.comment),
    ...present('description', job.description),
    presignedUrlConfig: job.presignedUrlConfig ?? {},
    jobExecutionsRolloutConfig: job.rolloutConfig ?? {},
    ...present('abortConfig', job.abortConfig),
    createdAt: job.createdAt,
    lastUpdatedAt: job.lastUpdatedAt,
    ...present('completedAt', job.completedAt),
    timeoutConfig: job.timeoutConfig ?? {},
    ...present('namespaceId', job.namespaceId),
    ...present('jobTemplateArn', job.jobTemplateArn),
    ...present('jobExecutionsRetryConfig', job.retryConfig),
    ...present('documentParameters', job.documentParameters),
    isConcurrent: isConcurrent(job.work),
    ...present('schedulingConfig', job.schedulingConfig),
    ...present('destinationPackageVersions', job.destinationPackageVersions),
  };
}

/** The next windows of a job that has a schedule to follow (docs/service/jobs.md#maintenance-windows). */
function shownWindows(job: Job, now: number): Pick<ShownJob, 'scheduledJobRollouts'> {
  const schedule = job.scheduleDueAt === null ? null : scheduleOf(job.schedulingConfig);
  const openings = schedule === null ? [] : upcomingWindows(schedule, now);
  if (openings.length === 0) return {};
  return { scheduledJobRollouts: openings.map((opening) => ({ startTime: dateTimeText(opening) })) };
}

function shownCounts(counts: ExecutionCounts) {
  return {
    numberOfCanceledThings: counts.CANCELED ?? 0,
    numberOfSucceededThings: counts.SUCCEEDED ?? 0,
    numberOfFailedThings: counts.FAILED ?? 0,
    numberOfRejectedThings: counts.REJECTED ?? 0,
    numberOfQueuedThings: counts.QUEUED ?? 0,
    numberOfInProgressThings: counts.IN_PROGRESS ?? 0,
    numberOfRemovedThings: counts.REMOVED ?? 0,
    numberOfTimedOutThings: counts.TIMED_OUT ?? 0,
  };
}

/** The member, or nothing at all where the value is null. */
function present<Name extends string, Value>(name: Name, value: Value | null) {
  // The computed key makes an index signature of the literal name, which the compiler cannot narrow by itself.
  return (value === null ? {} : { [name]: value }) as { readonly [K in Name]?: Value };
}

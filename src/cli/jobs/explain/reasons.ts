/** Why a device has not moved, or how far it has: what follows from the facts, the first reason being the one to look at; pure. */
import type { Facts } from './facts.ts';
import { pendingReasons } from './pending-reasons.ts';
import { at, facts, plain, type Reason, type ReasonCode, since } from './reason.ts';
import { jobCanceled, scheduleReason } from './schedule-reasons.ts';
import { reasonWithoutExecution } from './unreached-reasons.ts';

/** At least one. */
export function reasonsOf(known: Facts, nowMs: number): readonly Reason[] {
  const { execution, job, jobId } = known;
  if (job === undefined) return [jobNotFound(known, nowMs)];
  if (job.status === 'DELETION_IN_PROGRESS') {
    const sentence = `The job ${jobId} is being deleted: devices find nothing of it any more.`;
    const next = `musterd jobs wait ${jobId} --until deleted`;
    return [
      {
        code: 'JOB_BEING_DELETED',
        sentence,
        facts: facts({ status: job.status, lastUpdatedAt: at(job.lastUpdatedAt) }),
        next,
      },
    ];
  }
  if (execution === undefined) return [reasonWithoutExecution(known, job, nowMs)];
  const status = execution.status ?? 'QUEUED';
  if (status !== 'QUEUED' && status !== 'IN_PROGRESS') return [ended(known, status, nowMs)];
  const schedule = status === 'QUEUED' ? scheduleReason(job, nowMs) : undefined;
  const canceled = job.status === 'CANCELED' && (status === 'QUEUED' || job.forceCanceled === true);
  return [
    ...(canceled ? [jobCanceled(job, 'The job was canceled, and its executions are ended one after another.')] : []),
    ...(schedule === undefined ? [] : [schedule]),
    ...pendingReasons(known, execution, nowMs),
  ];
}

function jobNotFound({ deletion, jobId }: Facts, nowMs: number): Reason {
  if (deletion === undefined) {
    const sentence = `There is no job ${jobId}: it was deleted, or there never was one.`;
    return { code: 'JOB_NOT_FOUND', sentence, facts: facts({ jobId, status: 404 }), next: 'musterd jobs ls' };
  }
  const { at: deletedAt, principal } = deletion;
  return {
    code: 'JOB_NOT_FOUND',
    sentence: `The job ${jobId} was deleted ${since(deletedAt, nowMs)} by ${principal ?? 'somebody'}.`,
    facts: facts({ jobId, status: 404, deletedAt: at(deletedAt), deletedBy: principal }),
  };
}

type Ending = 'SUCCEEDED' | 'FAILED' | 'REJECTED' | 'TIMED_OUT' | 'CANCELED' | 'REMOVED';

/** The words before what the device said, or what follows. */
const endings: Readonly<Record<Ending, readonly [code: ReasonCode, words: string]>> = {
  SUCCEEDED: ['SUCCEEDED', 'The device has done it'],
  FAILED: ['FAILED', 'The device reported that it failed'],
  REJECTED: ['REJECTED', 'The device rejected it'],
  TIMED_OUT: ['TIMED_OUT', 'The device took longer than its timer allows'],
  CANCELED: ['EXECUTION_CANCELED', 'The execution was canceled'],
  REMOVED: ['REMOVED', 'The execution was removed'],
};

function ended(known: Facts, status: Ending, nowMs: number): Reason {
  const { execution = {}, job = {}, reach, thingExists } = known;
  const { executionNumber, lastUpdatedAt, startedAt, statusDetails } = execution;
  const details = statusDetails?.detailsMap ?? {};
  const said = plain(details['reason'] ?? '');
  const when = since(lastUpdatedAt, nowMs);
  const based = facts({
    status,
    executionNumber: executionNumber === undefined ? undefined : Number(executionNumber),
    startedAt: at(startedAt),
    lastUpdatedAt: at(lastUpdatedAt),
    reason: said === '' ? undefined : said,
    inProgressTimeoutInMinutes:
      status === 'TIMED_OUT' ? Number(job.timeoutConfig?.inProgressTimeoutInMinutes ?? 0) || undefined : undefined,
    ...(status === 'FAILED' || status === 'TIMED_OUT' ? retries(known, status) : {}),
  });
  if (status === 'CANCELED' && job.status === 'CANCELED') {
    const { facts: ofJob, ...reason } = jobCanceled(job, `The job was canceled, and with it the execution, ${when}.`);
    return { ...reason, facts: { ...based, ...ofJob, status } };
  }
  const [code, words] = endings[status];
  return {
    code,
    sentence: `${words} ${when}${because(status, said, { thingExists, isReached: reach?.targets?.length !== 0 })}.`,
    facts: based,
    next: retryHint(status, known),
  };
}

function because(
  status: Ending,
  said: string,
  { isReached, thingExists }: { readonly isReached: boolean; readonly thingExists: boolean },
): string {
  if (status === 'REMOVED') {
    if (!thingExists) return ', because the thing was deleted';
    return isReached
      ? ', because the thing had left the target groups of the job'
      : ', because no target of the job reaches the thing any more';
  }
  return said === '' ? '' : `: ${said}`;
}

/** How many retries there were, and how many the job allows after such an end. */
function retries({ attempts, job }: Facts, status: 'FAILED' | 'TIMED_OUT') {
  const allowed = (job?.jobExecutionsRetryConfig?.criteriaList ?? [])
    .filter(({ failureType }) => failureType === status || failureType === 'ALL')
    .map(({ numberOfRetries }) => Number(numberOfRetries));
  return {
    retryAttempt: Number(attempts[0]?.jobExecutionSummary?.retryAttempt ?? 0),
    numberOfRetries: Math.max(0, ...allowed),
  };
}

function retryHint(status: Ending, known: Facts): string | undefined {
  if (status !== 'FAILED' && status !== 'TIMED_OUT') return undefined;
  const { numberOfRetries, retryAttempt } = retries(known, status);
  if (numberOfRetries === 0) return 'the job allows no retries of this (--job-executions-retry-config)';
  return retryAttempt >= numberOfRetries ? `all retries that the job allows are used up` : undefined;
}

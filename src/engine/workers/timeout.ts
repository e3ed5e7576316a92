/** Ends executions whose in-progress timer or step timer ran out (docs/service/timers.md#in-progress-timer). */
import type { LeftExecution } from '../../domain/announcement.ts';
import { executionEvent } from '../../domain/job-execution/event.ts';
import { retryAfter } from '../../domain/job-execution/retry.ts';
import { isEventEnabled } from '../../store/announcement/event-configuration.ts';
import { change, type Effects } from '../../store/database/change.ts';
import type { Queryable } from '../../store/database/database.ts';
import { requestCompletionCheck } from '../../store/job/completion-check.ts';
import { shareJob } from '../../store/job/job.ts';
import { addToCounts } from '../../store/job-execution/job-execution-count.ts';
import { queueRetries } from '../../store/job-execution/retry.ts';
import {
  nextTimeout,
  type TimedOutExecution,
  timeOutExecutions,
} from '../../store/job-execution/timed-out-executions.ts';
import type { EngineContext } from '../context.ts';
import { inChunks } from './chunks.ts';

/** Ends everything that is due; due again when the next timer runs out. */
export async function runTimeouts(context: EngineContext): Promise<number | null> {
  const next = await nextTimeout(context.database);
  if (next === null || next > context.clock.now()) return next;
  await inChunks(context, (size) => timeOutChunk(context, size));
  return nextTimeout(context.database);
}

async function timeOutChunk(context: EngineContext, size: number): Promise<'more' | 'done'> {
  const { clock, database, signals } = context;
  return change(database, signals, async (transaction, effects) => {
    const timedOut = await timeOutExecutions(transaction, clock.now(), size);
    for (const executions of byJob(timedOut)) await follow(context, transaction, effects, executions);
    return timedOut.length === size ? 'more' : 'done';
  });
}

/** Groups executions by job, in the order of job numbers, like all code that changes the counters of several jobs. */
function byJob(executions: readonly TimedOutExecution[]): TimedOutExecution[][] {
  const jobs = new Map<number, TimedOutExecution[]>();
  for (const execution of executions) {
    const sameJob = jobs.get(execution.jobNumber);
    if (sameJob === undefined) jobs.set(execution.jobNumber, [execution]);
    else sameJob.push(execution);
  }
  return [...jobs.entries()].sort(([a], [b]) => a - b).map(([, sameJob]) => sameJob);
}

/** Counts and announces the executions of one job that timed out, and queues their retries. */
async function follow(
  context: EngineContext,
  transaction: Queryable,
  effects: Effects,
  executions: readonly TimedOutExecution[],
): Promise<void> {
  const [first] = executions;
  if (first === undefined) return;
  const { jobId, jobNumber, namespaceId } = first;
  const now = context.clock.now();
  await addToCounts(transaction, jobNumber, { IN_PROGRESS: -executions.length, TIMED_OUT: executions.length });
  await requestCompletionCheck(transaction, jobNumber, 'execution ended');
  effects.wake('completion');
  effects.announce({
    kind: 'executions-left',
    jobId,
    jobNumber,
    namespaceId: namespaceId ?? undefined,
    mirrorNamespaceId: first.mirrorNamespaceId ?? undefined,
    executions: executions.map(
      ({ executionNumber, queuedAt, thingName }): LeftExecution => [
        thingName,
        executionNumber,
        'IN_PROGRESS',
        queuedAt,
      ],
    ),
  });
  await retry(transaction, effects, executions, now);
  if (!(await isEventEnabled(transaction, 'JOB_EXECUTION'))) return;
  for (const execution of executions) {
    const shown = { ...execution, status: 'TIMED_OUT' as const };
    effects.announce(executionEvent(context.account, jobId, shown, { deleted: false, eventId: context.newId(), now }));
  }
}

/** Queues the retries; a job that is over by now retries nothing. */
async function retry(
  transaction: Queryable,
  effects: Effects,
  executions: readonly TimedOutExecution[],
  now: number,
): Promise<void> {
  const job = await shareJob(transaction, executions[0]?.jobNumber ?? 0);
  if (job === undefined) return;
  const { jobId, jobNumber, namespaceId } = job;
  const retries = executions.flatMap((execution) => {
    const next = retryAfter({ ...execution, status: 'TIMED_OUT' }, job, now);
    return next === null ? [] : [{ ...next, thingName: execution.thingName }];
  });
  if (retries.length === 0) return;
  const thingNames = await queueRetries(transaction, jobNumber, retries, now);
  await addToCounts(transaction, jobNumber, { QUEUED: thingNames.length });
  effects.announce({ kind: 'executions-joined', jobId, jobNumber, namespaceId: namespaceId ?? undefined, thingNames });
}

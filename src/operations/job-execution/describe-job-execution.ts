import { thingArn } from '../../domain/arn.ts';
import { approximateSecondsBeforeTimedOut } from '../../domain/job-execution/job-execution.ts';
import { findJob } from '../../store/job/job.ts';
import { findExecution } from '../../store/job-execution/job-execution.ts';
import type { Handler } from '../context.ts';
import { requireJob } from '../job/find.ts';
import { requireExecution } from './find.ts';

/**
 * In every status, unlike the device API; the latest execution unless a number is given
 * (docs/service/executions.md#describing-an-execution).
 */
export const describeJobExecution: Handler<'DescribeJobExecution'> = async (context, input) => {
  const { clock, database, settings } = context;
  const { executionNumber, jobId, thingName } = input;
  const job = requireJob(await findJob(database, jobId), jobId, undefined);
  const execution = requireExecution(await findExecution(database, thingName, job.jobNumber, executionNumber), input);
  const secondsLeft = approximateSecondsBeforeTimedOut(execution, clock.now());
  return {
    execution: {
      jobId,
      status: execution.status,
      // Shown once an execution was cancelled, with its value.
      ...(execution.status === 'CANCELED' ? { forceCanceled: execution.forceCanceled } : {}),
      statusDetails: execution.statusDetails === null ? {} : { detailsMap: execution.statusDetails },
      thingArn: thingArn(settings.account, thingName),
      queuedAt: execution.queuedAt,
      ...(execution.startedAt === null ? {} : { startedAt: execution.startedAt }),
      lastUpdatedAt: execution.lastUpdatedAt,
      executionNumber: execution.executionNumber,
      versionNumber: execution.versionNumber,
      ...(secondsLeft === undefined ? {} : { approximateSecondsBeforeTimedOut: secondsLeft }),
    },
  };
};

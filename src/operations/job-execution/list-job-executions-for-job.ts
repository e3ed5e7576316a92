import { thingArn } from '../../domain/arn.ts';
import { findJob } from '../../store/job/job.ts';
import { listExecutionsOfJob } from '../../store/job-execution/job-execution.ts';
import type { Handler } from '../context.ts';
import { requireJob } from '../job/find.ts';
import { cutPage, pageOf } from '../page.ts';
import { summaryOf } from './summary.ts';

/** One item for each execution record, the first queued first (docs/service/executions.md#listing-executions). */
export const listJobExecutionsForJob: Handler<'ListJobExecutionsForJob'> = async ({ database, settings }, input) => {
  const { jobId, status } = input;
  const page = pageOf('ListJobExecutionsForJob', input, { jobId, status }, ['number', 'string', 'number']);
  const job = requireJob(await findJob(database, jobId), jobId, undefined);
  const rows = await listExecutionsOfJob(database, job.jobNumber, status, page.after, page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, (row) => [row.queuedAt, row.thingName, row.executionNumber]);
  return {
    executionSummaries: items.map((execution) => ({
      thingArn: thingArn(settings.account, execution.thingName),
      jobExecutionSummary: summaryOf(execution),
    })),
    nextToken,
  };
};

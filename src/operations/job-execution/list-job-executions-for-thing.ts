import { resourceNotFound } from '../../contract/errors.ts';
import { isThingKnown, listExecutionsOfThing } from '../../store/job-execution/job-execution.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';
import { summaryOf } from './summary.ts';

/**
 * The executions of a thing, the most recently queued first; those of a deleted thing stay readable
 * (docs/service/executions.md#listing-executions).
 */
export const listJobExecutionsForThing: Handler<'ListJobExecutionsForThing'> = async ({ database }, input) => {
  const { jobId, namespaceId, status, thingName } = input;
  const filters = { jobId, namespaceId, status, thingName };
  const page = pageOf('ListJobExecutionsForThing', input, filters, ['number', 'number', 'number']);
  const rows = await listExecutionsOfThing(database, thingName, filters, page.after, page.limit + 1);
  if (rows.length === 0 && !(await isThingKnown(database, thingName))) {
    throw resourceNotFound(`Thing ${thingName} does not exist.`);
  }
  const { items, nextToken } = cutPage(page, rows, (row) => [row.queuedAt, row.jobNumber, row.executionNumber]);
  return {
    executionSummaries: items.map((row) => ({ jobId: row.jobId, jobExecutionSummary: summaryOf(row) })),
    nextToken,
  };
};

import { invalidRequest, resourceNotFound } from '../../contract/errors.ts';
import type { InputOf } from '../../contract/operation.ts';
import type { listJobs as contract } from '../../contract/operations/job/list-jobs.ts';
import { jobArn } from '../../domain/arn.ts';
import { isConcurrent } from '../../domain/job/status.ts';
import type { Queryable } from '../../store/database/database.ts';
import { listJobs as list } from '../../store/job/job.ts';
import { findGroupByIdOrName } from '../../store/job/job-target.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

/** Summaries, the newest job first (docs/service/jobs.md#listing-jobs). */
export const listJobs: Handler<'ListJobs'> = async ({ database, settings }, input) => {
  const { maxResults, nextToken, ...filters } = input;
  const page = pageOf('ListJobs', { maxResults, nextToken }, filters, ['number', 'string']);
  const thingGroupId = await groupFilter(database, input);
  const { namespaceId, status, targetSelection } = input;
  const rows = await list(database, { namespaceId, status, targetSelection, thingGroupId }, page.after, page.limit + 1);
  const { items, nextToken: next } = cutPage(page, rows, (job) => [job.createdAt, job.jobId]);
  return {
    jobs: items.map((job) => ({
      jobArn: jobArn(settings.account, job.jobId),
      jobId: job.jobId,
      ...(thingGroupId === undefined ? {} : { thingGroupId }),
      targetSelection: job.targetSelection,
      status: job.status,
      createdAt: job.createdAt,
      lastUpdatedAt: job.lastUpdatedAt,
      ...(job.completedAt === null ? {} : { completedAt: job.completedAt }),
      isConcurrent: isConcurrent(job.work),
    })),
    nextToken: next,
  };
};

/** The id of the group that the list is narrowed to. */
async function groupFilter(queryable: Queryable, input: InputOf<typeof contract>): Promise<string | undefined> {
  const { thingGroupId, thingGroupName } = input;
  if (thingGroupId === undefined && thingGroupName === undefined) return undefined;
  const found = await findGroupByIdOrName(queryable, thingGroupId, thingGroupName);
  if (found === undefined) throw resourceNotFound(`Thing group ${thingGroupName ?? thingGroupId} does not exist.`);
  const differs =
    (thingGroupId !== undefined && found.id !== thingGroupId.toLowerCase()) ||
    (thingGroupName !== undefined && found.name !== thingGroupName);
  if (differs) throw invalidRequest('thingGroupName and thingGroupId name different groups. Give one of them.');
  return found.id;
}

/** `musterd jobs ls`: the newest jobs and how far they are, as a table for people. */
import type { OutputOf } from '../../contract/operation.ts';
import { describeJob } from '../../contract/operations/job/describe-job.ts';
import { listJobs } from '../../contract/operations/job/list-jobs.ts';
import { type Api, apiOptions, openApi, unlessMissing } from '../api.ts';
import type { CommandBody } from '../command.ts';
import { limitOf, limitOption } from '../limit.ts';
import { table } from '../table.ts';
import { type Paint, painterOf, statusColor } from '../terminal/color.ts';
import { durationText, finished, type Progress, progressOf, total } from './progress.ts';

type Summary = NonNullable<OutputOf<typeof listJobs>['jobs']>[number];

const DEFAULT_LIMIT = 20;
const PAGE = 250;
/** How many jobs are asked for at the same time. */
const AT_ONCE = 8;

export const jobsLs: CommandBody = {
  options: [limitOption(DEFAULT_LIMIT), ...apiOptions],
  async run(values, terminal) {
    const limit = limitOf(values, DEFAULT_LIMIT);
    const api = await openApi(values);
    const { jobs, hasMore } = await newest(api, limit);
    if (jobs.length === 0) {
      terminal.print('There are no jobs.\n');
      return 0;
    }
    const progress = await progressOfAll(api, jobs);
    const paint = painterOf(terminal);
    const now = Date.now();
    const rows = jobs.map((job, index) => rowOf(job, progress[index], now, paint));
    terminal.print(table(['JOB', 'STATUS', 'KIND', 'DONE', 'FAILED', 'AGE'], rows));
    if (hasMore) terminal.complain(`There are more; --limit shows more than ${limit}.\n`);
    return 0;
  },
};

function rowOf(job: Summary, progress: Progress | undefined, nowMs: number, paint: Paint): string[] {
  const status = job.status ?? '';
  const failed = progress?.failed ?? 0;
  return [
    job.jobId ?? '',
    paint(status, statusColor(status)),
    job.targetSelection ?? '',
    progress === undefined ? '-' : `${finished(progress)}/${total(progress)}`,
    paint(String(failed), failed > 0 ? 'red' : undefined),
    job.createdAt === undefined ? '-' : durationText(Math.max(0, nowMs - Number(job.createdAt) * 1_000)),
  ];
}

async function newest(api: Api, limit: number): Promise<{ jobs: readonly Summary[]; hasMore: boolean }> {
  const jobs: Summary[] = [];
  let nextToken: string | undefined;
  do {
    const maxResults = Math.min(PAGE, limit - jobs.length);
    const page = await api.call(listJobs, { maxResults, ...(nextToken === undefined ? {} : { nextToken }) });
    jobs.push(...(page.jobs ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined && jobs.length < limit);
  return { jobs: jobs.slice(0, limit), hasMore: nextToken !== undefined };
}

/** Undefined for a job that is gone by now. */
async function progressOfAll(api: Api, jobs: readonly Summary[]): Promise<(Progress | undefined)[]> {
  const all: (Progress | undefined)[] = [];
  for (let begin = 0; begin < jobs.length; begin += AT_ONCE) {
    const some = jobs.slice(begin, begin + AT_ONCE).map(async ({ jobId = '' }) => {
      const answer = await unlessMissing(api.call(describeJob, { jobId }));
      return answer?.job === undefined ? undefined : progressOf(answer.job);
    });
    all.push(...(await Promise.all(some)));
  }
  return all;
}

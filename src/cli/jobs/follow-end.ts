/** Waits until a job is deleted or canceled, with a bar over the executions that are left, on standard error. */
import { openApi } from '../api.ts';
import type { OptionValues, Terminal } from '../command.ts';
import { LeftBar } from './left-bar.ts';
import { pollingOf, pollJob } from './poll.ts';
import { type Progress, progressOf, total } from './progress.ts';

/** What ends with the job. */
export type Ending = { readonly until: 'deleted' } | { readonly until: 'canceled'; readonly isForced: boolean };

export interface EndToFollow {
  readonly jobId: string;
  readonly ending: Ending;
  /** How many executions there were before, if that is known. */
  readonly executionsBefore: number | undefined;
  readonly values: OptionValues;
}

/** How many executions are still to end: all that are there, or with a cancel the queued ones, and with force those in progress. */
export function leftOf(progress: Progress, ending: Ending): number {
  if (ending.until === 'deleted') return total(progress);
  return progress.queued + (ending.isForced ? progress.inProgress : 0);
}

/** Gives 0 when it is so, and 124 when the time is over. */
export async function followEnd(
  { ending, executionsBefore, jobId, values }: EndToFollow,
  terminal: Terminal,
): Promise<number> {
  const { until } = ending;
  const polling = pollingOf(values);
  const api = await openApi(values);
  const bar = new LeftBar(jobId, terminal, Date.now(), executionsBefore);
  const afterwards = until === 'deleted' ? 'no executions left, deleting the job' : 'no executions left';
  const code = await pollJob(api, jobId, polling, (job) => {
    if (job === undefined) return 0;
    const progress = progressOf(job);
    const left = leftOf(progress, ending);
    if (until === 'canceled' && progress.status === 'CANCELED' && left === 0) return 0;
    bar.show(left, Date.now(), afterwards);
    return undefined;
  });
  if (code === 0) bar.end(until, Date.now());
  return code;
}

/** Waits until a job is deleted or canceled, with a bar over the executions that are left, on standard error. */
import { openApi } from '../api.ts';
import type { OptionValues, Terminal } from '../command.ts';
import { bar } from '../terminal/bar.ts';
import { painter } from '../terminal/color.ts';
import { LiveLines } from '../terminal/live.ts';
import { pollingOf, pollJob } from './poll.ts';
import { durationText, progressOf, total } from './progress.ts';

export interface EndToFollow {
  readonly jobId: string;
  readonly until: 'deleted' | 'canceled';
  /** Whether executions in progress end too. */
  readonly isForced: boolean;
  readonly values: OptionValues;
}

const PLAIN_LINE_MS = 10_000;
const BAR_WIDTH = 30;

/** Gives 0 when it is so, and 124 when the time is over. */
export async function followEnd({ isForced, jobId, until, values }: EndToFollow, terminal: Terminal): Promise<number> {
  const polling = pollingOf(values);
  const api = await openApi(values);
  const show = process.stderr.isTTY ? drawer(terminal) : lineWriter(terminal);
  const beganMs = Date.now();
  let most = 0;
  return pollJob(api, jobId, polling, (job) => {
    if (job === undefined) return 0;
    const progress = progressOf(job);
    const left = until === 'deleted' ? total(progress) : progress.queued + (isForced ? progress.inProgress : 0);
    most = Math.max(most, left);
    if (until === 'canceled' && progress.status === 'CANCELED' && left === 0) return 0;
    show(`${jobId}: ${left} of ${most} executions left, ${durationText(Date.now() - beganMs)}`, most - left, most);
    return undefined;
  });
}

type Show = (line: string, done: number, all: number) => void;

function drawer(terminal: Terminal): Show {
  const lines = new LiveLines({ write: terminal.complain, columns: () => process.stderr.columns || 80 });
  const paint = painter(true);
  return (line, done, all) =>
    lines.draw([`${bar([{ count: done, sign: '█', color: 'green' }], all, BAR_WIDTH, paint)}  ${line}`]);
}

function lineWriter(terminal: Terminal): Show {
  let nextMs = Date.now() + PLAIN_LINE_MS;
  return (line) => {
    if (Date.now() < nextMs) return;
    nextMs = Date.now() + PLAIN_LINE_MS;
    terminal.complain(`${line}\n`);
  };
}

/** Asks for a job again and again until something is so, within a limit of time. */
import { setTimeout as wait } from 'node:timers/promises';
import { describeJob } from '../../contract/operations/job/describe-job.ts';
import { parseDuration } from '../../lib/duration.ts';
import { type Api, unlessMissing } from '../api.ts';
import type { Option, OptionValues } from '../command.ts';
import { UsageError } from '../parse-options.ts';
import type { Job } from './progress.ts';

/** What `timeout(1)` says of a time that is over, too. */
const TIMED_OUT = 124;

export const pollOptions: readonly Option[] = [
  {
    name: 'timeout',
    placeholder: 'DURATION',
    help: 'Give up after this time, with exit code 124',
    defaultText: 'never',
  },
  { name: 'poll', placeholder: 'DURATION', help: 'Ask again after this time', defaultText: '2s' },
];

const SHORTEST_POLL_MS = 100;

export interface Polling {
  readonly timeoutMs: number;
  readonly pollMs: number;
}

/** Throws a UsageError for what is no duration. */
export function pollingOf(values: OptionValues): Polling {
  const timeoutMs = durationOf(values, 'timeout') ?? Number.POSITIVE_INFINITY;
  return { timeoutMs, pollMs: Math.max(SHORTEST_POLL_MS, durationOf(values, 'poll') ?? 2_000) };
}

function durationOf(values: OptionValues, name: string): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new UsageError(`--${name} is ${JSON.stringify(text)}: it must be a duration such as 2s or 10m.`);
}

/** The exit code that `look` gives, which is undefined as long as it is not over; 124 when the time is. */
export async function pollJob(
  api: Api,
  jobId: string,
  { pollMs, timeoutMs }: Polling,
  look: (job: Job | undefined) => Promise<number | undefined> | number | undefined,
): Promise<number> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const answer = await unlessMissing(api.call(describeJob, { jobId }));
    const code = await look(answer?.job);
    if (code !== undefined) return code;
    const leftMs = endMs - Date.now();
    if (leftMs <= 0) return TIMED_OUT;
    await wait(Math.min(pollMs, leftMs));
  }
}

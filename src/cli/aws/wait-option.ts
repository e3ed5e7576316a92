/**
 * `--wait` of `delete-job` and `cancel-job`: an option of our own that waits until the work is done, with a bar over
 * the executions that are left. It is off unless it is given, takes no part in prefix matching, and writes to standard
 * error only, so that scripts for the original never meet it (docs/service/command-line.md#waiting-for-the-end).
 */
import type { OperationContract } from '../../contract/operation.ts';
import { CommandFailure, type OptionValues, type Terminal } from '../command.ts';
import type { Ending } from '../jobs/follow-end.ts';
import { badParameter } from './failure.ts';
import type { GivenValues } from './option.ts';

export interface WaitOptions {
  readonly timeout?: string;
  readonly poll?: string;
}

const operations = ['DeleteJob', 'CancelJob'];
export const waitOptions = ['wait', 'timeout', 'poll'] as const;

export function hasWaitOptions({ name }: OperationContract): boolean {
  return operations.includes(name);
}

/** The words without `--wait`, `--timeout` and `--poll`, and what these say; undefined without `--wait`. */
export function takeWaitOptions(
  operation: OperationContract,
  words: readonly string[],
): { readonly words: readonly string[]; readonly wait: WaitOptions | undefined } {
  if (!hasWaitOptions(operation) || !words.includes('--wait')) return { words, wait: undefined };
  const rest: string[] = [];
  const wait: Record<string, string> = {};
  const following = words[Symbol.iterator]();
  for (const word of following) {
    const [, name, attached] = /^--(timeout|poll)(?:=(.*))?$/.exec(word) ?? [];
    if (name !== undefined) {
      const next = attached === undefined ? following.next() : undefined;
      const value = attached ?? next?.value;
      if (value === undefined) throw badParameter(`argument --${name}: expected one argument`);
      wait[name] = value;
    } else if (word !== '--wait') rest.push(word);
  }
  return { words: rest, wait };
}

interface WaitingLine {
  readonly given: GivenValues;
  readonly globals: GivenValues;
  readonly wait: WaitOptions;
}

/**
 * Counts the executions that the command is about to end, so that the bar knows all of them, and gives what waits: its
 * result is 0 when the work is done, and 124 when the time is over.
 */
export async function prepareToWait(
  operation: OperationContract,
  { given, globals, wait }: WaitingLine,
  terminal: Terminal,
): Promise<() => Promise<number>> {
  if (given.has('generate-cli-skeleton')) return async () => 0;
  const { pollingOf } = await import('../jobs/poll.ts');
  // Before the command has done what cannot be undone.
  pollingOf({ ...wait });
  const { followEnd } = await import('../jobs/follow-end.ts');
  const { inputOfOptions } = await import('./input.ts');
  const { readCliInput } = await import('./values/cli-input.ts');
  const input = { ...((await readCliInput(given)) ?? {}), ...inputOfOptions(operation, given) };
  const names = ['endpoint-url', 'profile', 'region'];
  const places = names.flatMap((name) => {
    const value = globals.get(name);
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const jobId = String(input['jobId']);
  const values = { ...Object.fromEntries(places), ...wait };
  const isDeletion = operation.name === 'DeleteJob';
  const ending: Ending = isDeletion ? { until: 'deleted' } : { until: 'canceled', isForced: input['force'] === true };
  const executionsBefore = await executionsOf(jobId, values, ending);
  return () => followEnd({ jobId, ending, executionsBefore, values }, terminal);
}

/** How many there are that may end; undefined where that cannot be asked, of which the command itself will tell. */
async function executionsOf(jobId: string, values: OptionValues, ending: Ending): Promise<number | undefined> {
  const { openApi } = await import('../api.ts');
  const { leftOf } = await import('../jobs/follow-end.ts');
  const { progressOf } = await import('../jobs/progress.ts');
  const { describeJob } = await import('../../contract/operations/job/describe-job.ts');
  try {
    const { job } = await (await openApi(values)).call(describeJob, { jobId });
    return job === undefined ? undefined : leftOf(progressOf(job), ending);
  } catch (error) {
    if (error instanceof CommandFailure) return undefined;
    throw error;
  }
}

/**
 * `--wait` of `delete-job` and `cancel-job`: an option of our own that waits until the work is done, with a bar over the
 * executions that are left. It is off unless it is given, takes no part in prefix matching, and writes to standard error
 * only, so that scripts for the original never meet it (`cli.md` 7).
 */
import type { OperationContract } from '../../contract/operation.ts';
import type { Terminal } from '../command.ts';
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

/** Gives 0 when the work is done, and 124 when the time is over. */
export async function waitForEnd(
  operation: OperationContract,
  { given, globals, wait }: { readonly given: GivenValues; readonly globals: GivenValues; readonly wait: WaitOptions },
  terminal: Terminal,
): Promise<number> {
  if (given.has('generate-cli-skeleton')) return 0;
  const { followEnd } = await import('../jobs/follow-end.ts');
  const { inputOfOptions } = await import('./input.ts');
  const { readCliInput } = await import('./values/cli-input.ts');
  const input = { ...((await readCliInput(given)) ?? {}), ...inputOfOptions(operation, given) };
  const names = ['endpoint-url', 'profile', 'region'];
  const places = names.flatMap((name) => {
    const value = globals.get(name);
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return followEnd(
    {
      jobId: String(input['jobId']),
      until: operation.name === 'DeleteJob' ? 'deleted' : 'canceled',
      isForced: input['force'] === true,
      values: { ...Object.fromEntries(places), ...wait },
    },
    terminal,
  );
}

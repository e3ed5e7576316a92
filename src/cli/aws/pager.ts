/** Shows text in a pager where a person reads it at a terminal (docs/service/command-line.md#the-pager). */
import { spawn } from 'node:child_process';
import { AwsFailure } from './failure.ts';

export interface PagerChoice {
  /** A line for the shell; empty for no pager. */
  readonly command: string;
  /** Whether somebody named it, so that it must work. */
  readonly isNamed: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** For output: AWS_PAGER, the configuration, PAGER, less. An empty one switches it off. */
export function outputPager(environment: Environment, configured: string | undefined): PagerChoice {
  const command = configured ?? environment['PAGER'];
  return command === undefined ? { command: 'less', isNamed: false } : { command, isNamed: true };
}

/** For help: MANPAGER, PAGER, `less -R`. */
export function helpPager(environment: Environment): PagerChoice {
  const command = environment['MANPAGER'] ?? environment['PAGER'];
  return command === undefined ? { command: 'less -R', isNamed: false } : { command, isNamed: true };
}

/**
 * Resolves when the reader has closed the pager. Where nobody named one and none is there, the text is printed as it
 * is.
 */
export async function showInPager(
  text: string,
  { command, isNamed }: PagerChoice,
  environment: Environment,
  print: (text: string) => void,
): Promise<void> {
  if (command === '') return print(text);
  const [program = '', ...words] = command.trim().split(/\s+/);
  const env = { ...environment, LESS: environment['LESS'] ?? 'FRX' };
  const child = spawn(program, words, { stdio: ['pipe', 'inherit', 'inherit'], env });
  // The pager has the keyboard; Ctrl-C is for it. Its reader may also leave before everything is written.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  child.stdin.on('error', ignore);
  child.stdin.end(text);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', () => resolve());
    });
  } catch (cause) {
    if (!isNamed) return print(text);
    const message = `Unable to redirect output to pager. Received the following error when opening pager:\n${(cause as Error).message}`;
    throw new AwsFailure(253, message, { code: 'Pager', cause });
  } finally {
    process.off('SIGINT', ignore);
  }
}

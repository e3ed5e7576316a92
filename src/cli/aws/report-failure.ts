/** Prints a failure on standard error, in the frame and the words of the original tool (`cli.md` 3.1 to 3.4). */
import type { Terminal } from '../command.ts';
import type { AwsFailure } from './failure.ts';
import { programName, usage } from './program-name.ts';

export function reportFailure(failure: AwsFailure, terminal: Terminal): void {
  const frame = `${programName()}: [ERROR]: `;
  const named = failure.code === undefined ? '' : `An error occurred (${failure.code})${failure.when}: `;
  const text = `${frame}${named}${failure.message}\n`;
  if (failure.usage === 'before') terminal.complain(`${usage()}\n\n${text}`);
  else if (failure.usage === 'after') terminal.complain(`\n${text}\n${usage()}`);
  else terminal.complain(`\n${text}`);
}

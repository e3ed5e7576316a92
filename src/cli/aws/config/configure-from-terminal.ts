/** `musterd configure` with a person, or a pipe, that answers its questions. */
import { createInterface } from 'node:readline';
import type { Terminal } from '../../command.ts';
import { showHelp } from '../help/show-help.ts';
import type { GivenValues } from '../option.ts';
import { configure } from './configure.ts';

export async function configureFromTerminal(
  words: readonly string[],
  globals: GivenValues,
  terminal: Terminal,
): Promise<number> {
  if (words.some((word) => word === 'help' || word === '--help' || word === '-h')) {
    return showHelp({ kind: 'topic', name: 'configure' }, terminal);
  }
  let lines: AsyncIterator<string> | undefined;
  const reader = () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  let opened: ReturnType<typeof reader> | undefined;
  try {
    return await configure(words, {
      globals,
      terminal,
      environment: process.env,
      ask: async (question) => {
        terminal.print(question);
        opened ??= reader();
        lines ??= opened[Symbol.asyncIterator]();
        const line = await lines.next();
        return line.done === true ? undefined : line.value.trim();
      },
    });
  } finally {
    opened?.close();
  }
}

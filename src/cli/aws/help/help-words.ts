/** Tells a command line that asks for help, and of what (docs/service/command-line.md#asking-for-help). */
import type { CommandGroup } from '../command-groups.ts';
import { operationOf } from '../operation-of.ts';
import { optionsOf } from '../operation-options.ts';
import { parseWords } from '../parse-words.ts';
import type { HelpSubject } from './show-help.ts';

/** `words` are those after the service, without global options. Undefined for a line that asks for something else. */
export async function helpSubject(service: CommandGroup, words: readonly string[]): Promise<HelpSubject | undefined> {
  const [command = '', ...parameters] = words;
  if (command === '--help' || command === '-h' || (command === 'help' && parameters.length === 0)) {
    return { kind: 'service', service };
  }
  if (!parameters.some((word) => word === 'help' || word === '--help' || word === '-h')) return undefined;
  const operation = await operationOf(service, command);
  if (operation === undefined) return undefined;
  if (parameters.includes('--help') || parameters.includes('-h')) return { kind: 'command', operation };
  // `help` may also be a value; only as a word of its own, and the only one, it asks for the page.
  const { rest, words: positional } = parseWords(parameters, optionsOf(operation), 1);
  return positional[0] === 'help' && rest.length === 0 ? { kind: 'command', operation } : undefined;
}

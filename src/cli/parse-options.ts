/** Reads a command's arguments by the table of its options: `--name value`, `--name=value` and switches. */
import { didYouMean } from '../lib/nearest.ts';
import type { CommandBody, Option, OptionValues } from './command.ts';

/** The command line cannot be understood; the message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Of an option that is given twice, the last value counts. Throws a UsageError for everything that the table lacks. */
export function parseOptions(
  words: readonly string[],
  { operand, options }: Pick<CommandBody, 'operand' | 'options'>,
): OptionValues {
  const values: Record<string, string> = {};
  const rest = words[Symbol.iterator]();
  for (let word = rest.next(); !word.done; word = rest.next()) {
    if (operand !== undefined && values['operand'] === undefined && !word.value.startsWith('--')) {
      values['operand'] = word.value;
      continue;
    }
    const { name, attached } = split(word.value, options);
    const option = options.find((candidate) => candidate.name === name);
    if (option === undefined) {
      const names = options.map((candidate) => candidate.name);
      throw new UsageError(`Unknown option --${name}.${didYouMean(name, names, '--')}`);
    }
    if (option.placeholder === undefined) {
      values[name] = attached ?? 'true';
      continue;
    }
    const value = attached ?? next(rest);
    if (value === undefined) throw new UsageError(`--${name} needs a value: --${name} ${option.placeholder}`);
    values[name] = value;
  }
  if (operand !== undefined && values['operand'] === undefined) {
    throw new UsageError(`${operand.placeholder} is missing: ${operand.help}.`);
  }
  return values;
}

function split(word: string, options: readonly Option[]): { name: string; attached: string | undefined } {
  const found = /^--([^=]+)(?:=(.*))?$/s.exec(word);
  if (found?.[1] !== undefined) return { name: found[1], attached: found[2] };
  const names = options.map((option) => option.name);
  throw new UsageError(`Unexpected argument ${JSON.stringify(word)}.${didYouMean(word, names, '--')}`);
}

/** A value that begins with two dashes is the next option, unless it is attached with `=`. */
function next(rest: Iterator<string>): string | undefined {
  const word = rest.next();
  return word.done === true || word.value.startsWith('--') ? undefined : word.value;
}

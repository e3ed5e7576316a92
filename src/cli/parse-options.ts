/** Reads a command's arguments by the table of its options: `--name value`, `--name=value` and switches. */
import { didYouMean } from '../lib/nearest.ts';
import type { CommandBody, Operand, Option, OptionValues } from './command.ts';

/** The command line cannot be understood; the message is one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Of an option that is given twice, the last value counts. Throws a UsageError for everything that the table lacks. */
export function parseOptions(
  words: readonly string[],
  { operand, options, secondOperand }: Pick<CommandBody, 'operand' | 'options' | 'secondOperand'>,
): OptionValues {
  const values: Record<string, string> = {};
  const operands = Object.entries({ operand, secondOperand }).filter(
    (pair): pair is [string, Operand] => pair[1] !== undefined,
  );
  const rest = words[Symbol.iterator]();
  for (let word = rest.next(); !word.done; word = rest.next()) {
    const next = operands.find(([key]) => values[key] === undefined);
    if (next !== undefined && !word.value.startsWith('--')) {
      values[next[0]] = word.value;
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
    const value = attached ?? following(rest);
    if (value === undefined) throw new UsageError(`--${name} needs a value: --${name} ${option.placeholder}`);
    values[name] = value;
  }
  for (const [key, { help, placeholder }] of operands) {
    if (values[key] === undefined) throw new UsageError(`${placeholder} is missing: ${help}.`);
  }
  return values;
}

function split(word: string, options: readonly Option[]): { name: string; attached: string | undefined } {
  const found = /^--([^=]+)(?:=(.*))?$/s.exec(word);
  if (found?.[1] !== undefined) return { name: found[1], attached: found[2] };
  const names = options.map((option) => option.name);
  throw new UsageError(`Unexpected argument ${JSON.stringify(word)}.${didYouMean(word, names, '--')}`);
}

/** The choice that a text is; a UsageError names all, and the one that was probably meant. `what` is for example `--until`. */
export function choiceOf<const C extends string>(what: string, text: string, choices: readonly C[]): C {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  const meant = didYouMean(text, choices);
  throw new UsageError(`${what} is ${JSON.stringify(text)}: it must be one of ${choices.join(', ')}.${meant}`);
}

/** A value that begins with two dashes is the next option, unless it is attached with `=`. */
function following(rest: Iterator<string>): string | undefined {
  const word = rest.next();
  return word.done === true || word.value.startsWith('--') ? undefined : word.value;
}

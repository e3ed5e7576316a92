/**
 * Takes a command line apart by a table of options, with the rules and the words of the original tool
 * (docs/service/command-line.md#the-shape-of-a-line): unambiguous prefixes, values that must not look like options, the
 * last one wins.
 */
import { badSyntax } from './failure.ts';
import { invalidChoice } from './invalid-choice.ts';
import type { AwsOption, GivenValues } from './option.ts';

export interface ParsedWords {
  readonly values: GivenValues;
  /** What stood at the places of the positional words, at most `positionals` of them. */
  readonly words: readonly string[];
  /** What nothing consumed, in order. */
  readonly rest: readonly string[];
}

/** A word of the command line: a value, or an option with what was attached to it by `=`. */
type Word =
  | { readonly kind: 'value'; readonly text: string }
  | {
      readonly kind: 'option';
      readonly text: string;
      readonly option: AwsOption | undefined;
      readonly attached: string | undefined;
    };

/**
 * Reads `words`. Unknown options and superfluous words are left in `rest`; an option that lacks its value or has a
 * wrong one is a failure.
 */
export function parseWords(words: readonly string[], options: readonly AwsOption[], positionals: number): ParsedWords {
  const classified = classify(words, options);
  const values = new Map<string, string | readonly string[] | boolean>();
  const found: string[] = [];
  const rest: string[] = [];
  let at = 0;
  while (at < classified.length) {
    const word = classified[at] as Word; // `at` is inside
    at += 1;
    if (word.kind === 'value') {
      (found.length < positionals ? found : rest).push(word.text);
      continue;
    }
    if (word.option === undefined) {
      rest.push(word.text);
      continue;
    }
    const following: string[] = [];
    const most = wanted(word.option, word.attached);
    for (let next = classified[at]; next?.kind === 'value' && following.length < most; next = classified[at]) {
      following.push(next.text);
      at += 1;
    }
    values.set(word.option.key, readValue(word.option, word.attached, following));
  }
  return { values, words: found, rest };
}

function wanted(option: AwsOption, attached: string | undefined): number {
  if (attached !== undefined || typeof option.takes === 'object') return 0;
  return option.takes === 'many' ? Number.POSITIVE_INFINITY : 1;
}

function readValue(option: AwsOption, attached: string | undefined, following: readonly string[]) {
  const { takes } = option;
  const argument = `argument ${spelled(option)}`;
  if (typeof takes === 'object') {
    if (attached !== undefined) throw badSyntax(`${argument}: ignored explicit argument '${attached}'`);
    return takes.constant;
  }
  if (takes === 'many') return attached === undefined ? following : [attached];
  const word = attached ?? following[0] ?? option.bare;
  if (word === undefined) throw badSyntax(`${argument}: expected one argument`);
  if (option.integer === true && !isInteger(word)) throw badSyntax(`${argument}: invalid int value: '${word}'`);
  if (option.choices !== undefined && !option.choices.includes(word)) {
    throw invalidChoice(argument, word, option.choices);
  }
  return word;
}

/** Whether Python's `int()` would read it. */
export function isInteger(word: string): boolean {
  return /^\s*[-+]?\d+(_\d+)*\s*$/.test(word);
}

function spelled(option: AwsOption): string {
  return `--${option.name}`;
}

function classify(words: readonly string[], options: readonly AwsOption[]): readonly Word[] {
  const classified: Word[] = [];
  let onlyValues = false;
  for (const word of words) {
    if (!onlyValues && word === '--') onlyValues = true;
    else classified.push(onlyValues ? { kind: 'value', text: word } : classifyWord(word, options));
  }
  return classified;
}

function classifyWord(text: string, options: readonly AwsOption[]): Word {
  if (!text.startsWith('-') || text === '-') return { kind: 'value', text };
  const exact = options.find((option) => spelled(option) === text);
  if (exact !== undefined) return { kind: 'option', text, option: exact, attached: undefined };
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const attached = equals < 0 ? undefined : text.slice(equals + 1);
  const option = options.find((candidate) => spelled(candidate) === name) ?? abbreviated(text, name, options);
  if (option !== undefined) return { kind: 'option', text, option, attached };
  if (/^-\d+$|^-\d*\.\d+$/.test(text) || text.includes(' ')) return { kind: 'value', text };
  return { kind: 'option', text, option: undefined, attached: undefined };
}

/** The one option that begins so. */
function abbreviated(text: string, name: string, options: readonly AwsOption[]): AwsOption | undefined {
  if (!name.startsWith('--')) return undefined;
  const candidates = options.filter((option) => spelled(option).startsWith(name));
  if (candidates.length > 1) {
    throw badSyntax(`ambiguous option: ${text} could match ${candidates.map(spelled).join(', ')}`);
  }
  return candidates[0];
}

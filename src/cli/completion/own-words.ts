/** What may come next in a command of our own: its words, its options, their values. */
import type { Operand, Option } from '../command.ts';
import { commands } from '../commands.ts';
import type { NamesOf } from './candidates.ts';

/** `before` are the words that are whole; a command has one to three, then come operands and options. */
export async function ownWords(before: readonly string[], namesOf: NamesOf): Promise<readonly string[]> {
  const said = before.join(' ');
  const following = commands.filter(({ name }) => name.startsWith(`${said} `));
  if (following.length > 0) {
    return [...new Set(following.map(({ name }) => name.slice(said.length + 1).split(' ')[0] ?? ''))];
  }
  const command = commands.find(({ name }) => said === name || said.startsWith(`${name} `));
  if (command === undefined) return [];
  const { operand, options, secondOperand } = await command.load();
  const given = before.slice(command.name.split(' ').length);
  const values = await valuesOf(given.at(-1), options, namesOf);
  if (values !== undefined) return values;
  const named = given.filter((word, index) => !word.startsWith('--') && !takesValue(given[index - 1], options));
  const next = [operand, secondOperand][named.length];
  return [...(await operandNames(next, namesOf)), ...options.map(({ name }) => `--${name}`)];
}

function optionOf(word: string | undefined, options: readonly Option[]): Option | undefined {
  return options.find(({ name }) => `--${name}` === word);
}

function takesValue(word: string | undefined, options: readonly Option[]): boolean {
  return optionOf(word, options)?.placeholder !== undefined;
}

/** Undefined if the word before is no option that takes a value; empty where the value may be anything. */
async function valuesOf(
  word: string | undefined,
  options: readonly Option[],
  namesOf: NamesOf,
): Promise<readonly string[] | undefined> {
  const option = optionOf(word, options);
  if (option?.placeholder === undefined) return undefined;
  if (option.name === 'profile' || option.name === 'region') return namesOf(option.name);
  return choicesOf(option.placeholder);
}

async function operandNames(operand: Operand | undefined, namesOf: NamesOf): Promise<readonly string[]> {
  if (operand?.placeholder === 'JOB') return namesOf('job');
  return operand?.placeholder === 'THING' ? namesOf('thing') : choicesOf(operand?.placeholder ?? '');
}

/** Of a placeholder such as `completed|canceled|deleted`, the words that are to be written as they stand. */
function choicesOf(placeholder: string): readonly string[] {
  return placeholder.split('|').filter((choice, _index, all) => all.length > 1 && /^[a-z-]+$/.test(choice));
}

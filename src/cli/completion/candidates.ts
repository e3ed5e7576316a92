/** What may come next on a command line (docs/service/command-line.md#completing-a-line). */
import type { OperationContract } from '../../contract/operation.ts';
import { type CommandGroup, commandGroups, isCommandGroup } from '../aws/command-groups.ts';
import { globalOptions } from '../aws/global-options.ts';
import { wordOf } from '../aws/names.ts';
import { optionsOf } from '../aws/operation-options.ts';
import { commandsOf } from '../aws/operations.ts';
import { hasWaitOptions, waitOptions } from '../aws/wait-option.ts';
import { commands } from '../commands.ts';
import { ownWords } from './own-words.ts';

/** Names that are neither in the contract nor in the commands: of the server, or of the configuration files. */
export type NamesOf = (kind: 'job' | 'thing' | 'profile' | 'region') => Promise<readonly string[]>;

/** `words` are those after the program; the last one is being typed and may be empty. */
export async function candidates(words: readonly string[], namesOf: NamesOf): Promise<readonly string[]> {
  const last = words.at(-1) ?? '';
  const [, option, value = ''] = /^(--[^=]+)=(.*)$/s.exec(last) ?? [];
  const before = words.slice(0, -1);
  if (option === undefined) {
    const all = (await possible(before, namesOf)).filter((name) => name.startsWith(last));
    const named = all.filter((name) => !name.startsWith('--'));
    // Options can wait until somebody types a dash, where there are words to choose from.
    return named.length > 1 ? named : all;
  }
  // A shell takes an option with its value attached for one word.
  const values = await possible([...before, option], namesOf);
  return values.filter((name) => name.startsWith(value) && !name.startsWith('--')).map((name) => `${option}=${name}`);
}

const topics = ['topics', 'config-vars', 'return-codes'];
const configureWords = ['get', 'list', 'list-profiles', 'set'];

async function possible(before: readonly string[], namesOf: NamesOf): Promise<readonly string[]> {
  const [first] = before;
  if (first === 'help') return helpWords(before.slice(1), namesOf);
  if (first === 'configure') return before.length === 1 ? configureWords : [];
  // What stands elsewhere is the name of something, `x` for example.
  const at = before.findIndex((word, index) => !isGlobal(word) && !takesValue(before[index - 1]));
  const service = before[at];
  if (isCommandGroup(service)) return serviceWords(service, { before, words: before.slice(at + 1) }, namesOf);
  const values = await valuesOf(before.at(-1), undefined, namesOf);
  if (before.every((word, index) => isGlobal(word) || takesValue(before[index - 1]))) {
    const own = first === undefined ? [...firstWords(), 'configure', 'help'] : [];
    return values ?? [...own, ...commandGroups, ...globalNames()];
  }
  return ownWords(before, namesOf);
}

function isGlobal(word: string): boolean {
  return globalOptions.some(({ name }) => `--${name}` === word.replace(/=.*$/s, ''));
}

function takesValue(word: string | undefined): boolean {
  return globalOptions.some(({ name, takes }) => `--${name}` === word && takes === 'one');
}

function firstWords(): readonly string[] {
  return [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? ''))];
}

/** What may follow `help`: the words of commands, but no options of theirs. */
async function helpWords(before: readonly string[], namesOf: NamesOf): Promise<readonly string[]> {
  const words = (await possible(before, namesOf)).filter((word) => !word.startsWith('--') && word !== 'help');
  return before.length === 0 ? [...words, ...topics] : isCommandGroup(before[0]) && before.length > 1 ? [] : words;
}

interface Place {
  readonly before: readonly string[];
  /** Those after the service. */
  readonly words: readonly string[];
}

async function serviceWords(
  service: CommandGroup,
  { before, words }: Place,
  namesOf: NamesOf,
): Promise<readonly string[]> {
  const command = words.find((word, index) => !word.startsWith('--') && !takesValue(words[index - 1]));
  const operation = commandsOf(service).get(command ?? '');
  const values = await valuesOf(before.at(-1), operation, namesOf);
  if (values !== undefined) return values;
  if (command === undefined) return [...commandsOfService(service), ...globalNames()];
  return operation === undefined ? [] : [...optionNames(operation), ...globalNames(), 'help'];
}

function commandsOfService(service: CommandGroup): string[] {
  const listed = [...commandsOf(service)].filter(([, { deprecated }]) => deprecated !== true);
  return [...listed.map(([name]) => name), 'help'].sort();
}

/** Required options first. */
function optionNames(operation: OperationContract): string[] {
  const options = optionsOf(operation).filter(({ hidden }) => hidden !== true);
  const isRequired = (option: (typeof options)[number]) => option.required === true;
  const sorted = [...options.filter(isRequired), ...options.filter((option) => !isRequired(option))];
  const own = hasWaitOptions(operation) ? waitOptions : [];
  return [...sorted.map(({ name }) => `--${name}`), ...own.map((name) => `--${name}`)];
}

function globalNames(): string[] {
  return globalOptions.map(({ name }) => `--${name}`);
}

/** Undefined if the word before is no option that takes a value; empty where the value may be anything. */
async function valuesOf(
  previous: string | undefined,
  operation: OperationContract | undefined,
  namesOf: NamesOf,
): Promise<readonly string[] | undefined> {
  const known = [...globalOptions, ...(operation === undefined ? [] : optionsOf(operation))];
  const option = known.find(({ name }) => `--${name}` === previous);
  if (option === undefined || (option.takes !== 'one' && option.takes !== 'many')) return undefined;
  if (option.choices !== undefined) return option.choices;
  if (option.name === 'profile' || option.name === 'region') return namesOf(option.name);
  const member = Object.entries(operation?.input ?? {}).find(([name]) => wordOf(name) === option.name)?.[1];
  const shape = member?.shape.type === 'list' ? member.shape.of : member?.shape;
  if (shape?.type === 'string' && shape.enum !== undefined) return shape.enum;
  if (option.name === 'job-id') return namesOf('job');
  return option.name === 'thing-name' ? namesOf('thing') : [];
}

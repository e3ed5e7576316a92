/** What may come next on a command line (`cli.md` 5.4). */
import type { OperationContract, ServiceName } from '../../contract/operation.ts';
import { globalOptions } from '../aws/global-options.ts';
import { wordOf } from '../aws/names.ts';
import { optionsOf } from '../aws/operation-options.ts';
import { commandsOf } from '../aws/operations.ts';
import { services } from '../aws/services.ts';
import type { Operand } from '../command.ts';
import { commands } from '../commands.ts';

/** Names that only the server knows, for the value of an option. */
export type NamesOf = (kind: 'job' | 'thing') => Promise<readonly string[]>;

/** `words` are those after the program; the last one is being typed and may be empty. */
export async function candidates(words: readonly string[], namesOf: NamesOf): Promise<readonly string[]> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const all = await possible(before, namesOf);
  return all.filter((candidate) => candidate.startsWith(typed));
}

async function possible(before: readonly string[], namesOf: NamesOf): Promise<readonly string[]> {
  const at = before.findIndex((word) => (services as readonly string[]).includes(word));
  const service = services.find((name) => name === before[at]);
  if (service === undefined) return ownWords(before, namesOf);
  const previous = before.at(-1) ?? '';
  const operation = commandsOf(service).get(before[at + 1] ?? '');
  const values = await valuesOf(previous, operation, namesOf);
  if (values !== undefined) return values;
  if (operation === undefined) return before.length === at + 1 ? commandsOfService(service) : globalNames();
  return [...optionNames(operation), ...globalNames(), 'help'];
}

/** Words of our own commands, of which each has one to three; then their options. */
async function ownWords(before: readonly string[], namesOf: NamesOf): Promise<readonly string[]> {
  const said = before.join(' ');
  const begin = said === '' ? '' : `${said} `;
  const following = commands.filter(({ name }) => name.startsWith(begin)).map(({ name }) => name.slice(begin.length));
  const words = [...new Set(following.map((name) => name.split(' ')[0] ?? ''))];
  if (said === '') return [...words, ...services, 'configure', 'help'];
  if (words.length > 0) return words;
  const command = commands.find(({ name }) => said === name || said.startsWith(`${name} `));
  if (command === undefined) return [];
  const { operand, options, secondOperand } = await command.load();
  const given = before.slice(command.name.split(' ').length);
  const next = given.length === 0 ? operand : given.length === 1 ? secondOperand : undefined;
  return [...(await namesFor(next, namesOf)), ...options.map(({ name }) => `--${name}`)];
}

async function namesFor(operand: Operand | undefined, namesOf: NamesOf): Promise<readonly string[]> {
  if (operand?.placeholder === 'JOB') return namesOf('job');
  return operand?.placeholder === 'THING' ? namesOf('thing') : [];
}

function commandsOfService(service: ServiceName): string[] {
  const listed = [...commandsOf(service)].filter(([, { deprecated }]) => deprecated !== true);
  return [...listed.map(([name]) => name), 'help'].sort();
}

/** Required options first. */
function optionNames(operation: OperationContract): string[] {
  const options = optionsOf(operation);
  const isRequired = (option: (typeof options)[number]) => option.required === true;
  const sorted = [...options.filter(isRequired), ...options.filter((option) => !isRequired(option))];
  return sorted.map(({ name }) => `--${name}`);
}

function globalNames(): string[] {
  return globalOptions.map(({ name }) => `--${name}`);
}

/** Undefined if the word before is no option that takes a value; empty where the value may be anything. */
async function valuesOf(
  previous: string,
  operation: OperationContract | undefined,
  namesOf: NamesOf,
): Promise<readonly string[] | undefined> {
  if (!previous.startsWith('--')) return undefined;
  const known = [...globalOptions, ...(operation === undefined ? [] : optionsOf(operation))];
  const option = known.find(({ name }) => `--${name}` === previous);
  if (option === undefined || (option.takes !== 'one' && option.takes !== 'many')) return undefined;
  if (option.choices !== undefined) return option.choices;
  const member = Object.entries(operation?.input ?? {}).find(([name]) => wordOf(name) === option.name)?.[1];
  const shape = member?.shape.type === 'list' ? member.shape.of : member?.shape;
  if (shape?.type === 'string' && shape.enum !== undefined) return shape.enum;
  if (option.name === 'job-id') return namesOf('job');
  return option.name === 'thing-name' ? namesOf('thing') : [];
}

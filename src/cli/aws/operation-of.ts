/**
 * Finds the operation of a command without loading the whole contract, where the command's words tell which part of it
 * is meant: that part loads in a fraction of the time, which a script that calls one command a thousand times feels.
 */
import type { OperationContract } from '../../contract/operation.ts';
import type { CommandGroup } from './command-groups.ts';
import { wordOf } from './names.ts';

type Operations = Readonly<Record<string, OperationContract>>;

/** The parts of the contract that are used most, by the noun in their commands. */
const parts: Readonly<Record<string, () => Promise<Operations>>> = {
  job: async () => (await import('../../contract/operations/job/index.ts')).jobOperations,
  'job-execution': async () =>
    (await import('../../contract/operations/job-execution/index.ts')).jobExecutionOperations,
  'job-template': async () => (await import('../../contract/operations/job-template/index.ts')).jobTemplateOperations,
  thing: async () => (await import('../../contract/operations/thing/index.ts')).thingOperations,
  'thing-group': async () => (await import('../../contract/operations/thing-group/index.ts')).thingGroupOperations,
  'thing-type': async () => (await import('../../contract/operations/thing-type/index.ts')).thingTypeOperations,
  package: async () => (await import('../../contract/operations/package/index.ts')).packageOperations,
};

/** Undefined if the group has no such command. */
export async function operationOf(group: CommandGroup, command: string): Promise<OperationContract | undefined> {
  if (group === 'x') return find((await import('../../contract/extensions/index.ts')).extensionOperations, command);
  if (group === 'iot-jobs-data') {
    return find((await import('../../contract/operations/device/index.ts')).deviceOperations, command);
  }
  const nouns = Object.keys(parts).filter((noun) => command.includes(`-${noun}`));
  const [longest = ''] = nouns.sort((a, b) => b.length - a.length);
  const operations = (await parts[longest]?.()) ?? {};
  return find(operations, command) ?? (await findAnywhere(command));
}

function find(operations: Operations, command: string): OperationContract | undefined {
  return Object.values(operations).find(({ name }) => wordOf(name) === command);
}

/** A part may not have all commands that its noun is in. */
async function findAnywhere(command: string): Promise<OperationContract | undefined> {
  return (await import('./operations.ts')).commandsOf('iot').get(command);
}

/** The commands of all groups: every operation of the contract, by the word that calls it. */
import { extensionOperations } from '../../contract/extensions/index.ts';
import type { OperationContract } from '../../contract/operation.ts';
import { controlPlaneOperations, deviceOperations } from '../../contract/operations/index.ts';
import type { CommandGroup } from './command-groups.ts';
import { wordOf } from './names.ts';

const groups: Readonly<Record<CommandGroup, Readonly<Record<string, OperationContract>>>> = {
  iot: controlPlaneOperations,
  'iot-jobs-data': deviceOperations,
  x: extensionOperations,
};

/** The operations of a group, by command. */
export function commandsOf(group: CommandGroup): ReadonlyMap<string, OperationContract> {
  const operations: readonly OperationContract[] = Object.values(groups[group]);
  return new Map(operations.map((operation) => [wordOf(operation.name), operation]));
}

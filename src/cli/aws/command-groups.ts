/**
 * The groups of commands that are made of the contract: AWS's two services in AWS's own words, and what is musterd's
 * own.
 */
import type { OperationContract, ServiceName } from '../../contract/operation.ts';

/** `x` has the operations under `/x/`. */
export type CommandGroup = ServiceName | 'x';

export const commandGroups: readonly CommandGroup[] = ['iot', 'iot-jobs-data', 'x'];

export function isCommandGroup(word: string | undefined): word is CommandGroup {
  // The list is asked about any word, not only about its own.
  return (commandGroups as readonly (string | undefined)[]).includes(word);
}

/** The group that has the command of an operation. */
export function groupOf({ path, service }: OperationContract): CommandGroup {
  return path.startsWith('/x/') ? 'x' : service;
}

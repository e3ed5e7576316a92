/** Finds what a member means, in our own words: for its operation, for its parent, or in general. */
import { extensionOperations } from '../extensions/index.ts';
import { extensionMembers } from './extension-members.ts';
import { inputMembers } from './input-members.ts';
import { outputMembers } from './output-members.ts';

const inputTexts: Readonly<Record<string, string | undefined>> = inputMembers;
const outputTexts: Readonly<Record<string, string | undefined>> = { ...inputMembers, ...outputMembers };

/**
 * The text about the member that `path` leads to in the input of the operation, for example `['tags', 'Key']`; list
 * items and map values have no step of their own. Undefined if nothing is written about it.
 */
export function inputDocumentation(operation: string, path: readonly string[]): string | undefined {
  const own = Object.hasOwn(extensionOperations, operation) ? textOf(extensionMembers, operation, path) : undefined;
  return own ?? textOf(inputTexts, operation, path);
}

/** The same for a member of the output. */
export function outputDocumentation(operation: string, path: readonly string[]): string | undefined {
  const own = Object.hasOwn(extensionOperations, operation) ? textOf(extensionMembers, operation, path) : undefined;
  return own ?? textOf(outputTexts, operation, path);
}

function textOf(
  texts: Readonly<Record<string, string | undefined>>,
  operation: string,
  path: readonly string[],
): string | undefined {
  const name = path.at(-1) ?? '';
  const parent = path.at(-2);
  return (parent === undefined ? texts[`${operation}.${name}`] : texts[`${parent}.${name}`]) ?? texts[name];
}

/** A caution that belongs to an operation; the help shows it below the text about the member that it is about. */
export interface Note {
  readonly operation: string;
  readonly member: string;
  readonly text: string;
}

/** What the pages of the two delete commands warn of. */
export const notes: readonly Note[] = [
  {
    operation: 'DeleteJob',
    member: 'force',
    text:
      'A device that is working on the job loses access to what it was told and cannot report its status any more. Make sure ' +
      'that each device with this job can recover from that.',
  },
  {
    operation: 'DeleteJob',
    member: 'namespaceId',
    text: 'The namespaceId feature is in preview in the original service.',
  },
  {
    operation: 'DeleteJobExecution',
    member: 'force',
    text:
      'A device that is working on the execution loses access to what it was told and cannot report its status any more. Make ' +
      'sure that the device can recover from that.',
  },
  {
    operation: 'DeleteJobExecution',
    member: 'namespaceId',
    text: 'The namespaceId feature is in preview in the original service.',
  },
];

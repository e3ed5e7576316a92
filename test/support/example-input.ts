/** An example of an operation's input: what is required, and what says which resources are meant. */
import type { OperationContract } from '../../src/contract/operation.ts';
import { allowedValue } from '../gateway/malformed-values.ts';
import { exampleMembers, namingMembers } from './permissions.ts';

export function exampleInput(operation: OperationContract): Readonly<Record<string, unknown>> {
  const naming = namingMembers[operation.name] ?? [];
  return Object.fromEntries(
    Object.entries(operation.input)
      .filter(([name, member]) => member.required || member.in === 'path' || naming.includes(name))
      .map(([name, { shape }]) => [name, exampleMembers[name] ?? allowedValue(shape)]),
  );
}

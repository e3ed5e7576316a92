/**
 * Makes the input of an operation out of a command's options and its document
 * (docs/service/command-line.md#an-input-as-a-document).
 */
import { randomUUID } from 'node:crypto';
import type { OperationContract } from '../../contract/operation.ts';
import { wordOf } from './names.ts';
import { modelled } from './operation-options.ts';
import type { GivenValues } from './option.ts';
import type { Input } from './paginate.ts';
import { convert } from './values/convert.ts';

/** What the options say about members, in the order of the contract. Throws a bad parameter. */
export function inputOfOptions(operation: OperationContract, given: GivenValues): Input {
  const entries: [string, unknown][] = [];
  for (const [name, { shape }] of Object.entries(modelled(operation.input))) {
    const value = given.get(name);
    if (value !== undefined) entries.push([name, convert(`--${wordOf(name)}`, shape, value)]);
  }
  return Object.fromEntries(entries);
}

/** An option wins over the same member of the document; tokens against repetition are made where none is given. */
export function completeInput(operation: OperationContract, options: Input, document: Input): Input {
  const tokens = Object.entries(operation.input).flatMap(([name, { idempotencyToken }]) =>
    idempotencyToken === true && !(name in options) && !(name in document) ? [[name, randomUUID()] as const] : [],
  );
  return { ...options, ...without(document, options), ...Object.fromEntries(tokens) };
}

function without(document: Input, options: Input): Input {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !Object.hasOwn(options, name)));
}

/** Our own routes, all under `/x/`, beside the surface of the original service (README of the specification, decision 11). */
import { defineOperation, type InputOf, type OperationContract, type OutputOf } from '../../contract/operation.ts';
import type { OperationContext } from '../../operations/context.ts';

export interface ExtensionRoute {
  /** Said like an operation of the contract, so that it is routed, validated and encoded like one. */
  readonly operation: OperationContract;
  /** Whether anybody may ask, without a signature. */
  readonly unsigned?: true;
  readonly handle: (input: Readonly<Record<string, unknown>>, context: OperationContext) => Promise<unknown>;
}

/** A route whose handler is checked against its contract. */
export function extensionRoute<const O extends OperationContract>(
  operation: O,
  handle: (input: InputOf<O>, context: OperationContext) => Promise<OutputOf<O>>,
): ExtensionRoute {
  // The input has passed the validation by the contract that its type is inferred from.
  return { operation, handle: (input, context) => handle(input as InputOf<O>, context) };
}

/** Says that the process answers; it touches neither the database nor anything else that could be slow. */
const health: ExtensionRoute = {
  operation: defineOperation({
    name: 'GetHealth',
    service: 'iot',
    method: 'GET',
    path: '/x/health',
    sentence: 'Says that the server answers.',
    input: {},
    output: { status: { shape: { type: 'string' } } },
    errors: [],
    resources: ['*'],
  }),
  unsigned: true,
  handle: async () => ({ status: 'ok' }),
};

/** The routes that every gateway has. */
export const builtInExtensionRoutes: readonly ExtensionRoute[] = [health];

/** Our own routes, all under `/x/`, beside the surface of the original service. */
import { ServiceError } from '../../contract/errors.ts';
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

/**
 * Why the server cannot do its work at the moment, as a sentence for anybody; undefined if it can. Must not be slow.
 */
export type Trouble = () => string | undefined;

/** Says whether the server can do its work; it asks neither the database nor anything else that could be slow. */
const health = (trouble: Trouble): ExtensionRoute => ({
  operation: defineOperation({
    name: 'GetHealth',
    service: 'iot',
    method: 'GET',
    path: '/x/health',
    sentence: 'Says whether the server can do its work.',
    input: {},
    output: { status: { shape: { type: 'string' } } },
    errors: ['ServiceUnavailableException'],
    resources: ['*'],
  }),
  unsigned: true,
  async handle() {
    const reason = trouble();
    if (reason !== undefined) throw new ServiceError('ServiceUnavailableException', reason);
    return { status: 'ok' };
  },
});

/** The routes that every gateway has. */
export const builtInExtensionRoutes = (trouble: Trouble): readonly ExtensionRoute[] => [health(trouble)];

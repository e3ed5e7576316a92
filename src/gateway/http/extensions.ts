/** The operations under `/x/`, ready to be routed: each with its handler, and whether anybody may ask. */
import { type ExtensionOperations, extensionOperations } from '../../contract/extensions/index.ts';
import type { OperationContract, UnsignedWhen } from '../../contract/operation.ts';
import type { RequestContext } from '../../operations/context.ts';
import type { ExtensionContext, ExtensionHandlers } from '../../operations/extensions/context.ts';

export interface Extension {
  readonly operation: OperationContract;
  /** Whether anybody may ask, without a signature. */
  readonly unsigned: boolean;
  /** The context is that of the request; the signal aborts when nobody reads the answer any more. */
  readonly handle: (
    input: Readonly<Record<string, unknown>>,
    context: RequestContext,
    signal: AbortSignal,
  ) => Promise<unknown>;
}

export interface ExtensionsOptions {
  readonly handlers: ExtensionHandlers<ExtensionOperations>;
  readonly context: ExtensionContext;
  readonly isUnsigned: (when: UnsignedWhen) => boolean;
}

/** All operations of the contract. */
export function extensionsOf({ context, handlers, isUnsigned }: ExtensionsOptions): readonly Extension[] {
  return Object.entries(extensionOperations).map(([name, operation]: [string, OperationContract]) => {
    // The table has a handler for each name, which gets what was validated against the contract of its types.
    const handler = handlers[name as keyof ExtensionOperations] as (
      context: unknown,
      input: unknown,
    ) => Promise<unknown>;
    return {
      operation,
      unsigned: operation.unsigned !== undefined && isUnsigned(operation.unsigned),
      handle: (input, ofRequest, signal) => handler({ ...context, ...ofRequest, signal }, input),
    };
  });
}

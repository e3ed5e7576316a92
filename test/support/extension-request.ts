/** What the handler of an operation under `/x/` gets, for tests that say only what they are about. */
import { randomBytes } from 'node:crypto';
import { sealWith } from '../../src/lib/seal.ts';
import type { OperationContext } from '../../src/operations/context.ts';
import type { ExtensionContext, ExtensionRequest } from '../../src/operations/extensions/context.ts';

/** A server on which nobody is connected, that nothing is wrong with, and whose policies nobody asks about. */
export function extensionContext(
  { clock }: Pick<OperationContext, 'clock'>,
  given: Partial<ExtensionContext> = {},
): ExtensionContext {
  return {
    seal: sealWith(randomBytes(32)),
    wallClock: clock,
    operators: {
      writeUses: async () => undefined,
      policiesOf: () => Promise.reject(new Error('This test gave no directory of operators.')),
    },
    audit: { flush: async () => undefined },
    serverAuthorities: {
      trusted: [],
      rotateAuthority: async () => undefined,
      retireAuthorities: async () => undefined,
    },
    virtualTime: undefined,
    clients: { findClient: () => undefined, hasSubscriber: () => false },
    trouble: () => undefined,
    ...given,
  };
}

/** The same with the context of every operation, for a request that is read to its end. */
export function extensionRequest(context: OperationContext, given: Partial<ExtensionRequest> = {}): ExtensionRequest {
  return { ...context, ...extensionContext(context), signal: new AbortController().signal, ...given };
}

/**
 * Makes writes on packages repeatable: the same client token and input give the same result
 * (docs/service/templates-and-packages.md#packages-and-their-versions).
 */
import { type ErrorName, ServiceError } from '../../contract/errors.ts';
import { packageOperations } from '../../contract/operations/package/index.ts';
import { claimClientToken } from '../../store/database/client-token.ts';
import type { Queryable } from '../../store/database/database.ts';
import type { OperationContext } from '../context.ts';

/**
 * Runs `work` in a transaction, unless the same call was made within the last day: then gives that call's output again.
 * The same token with other input is a ConflictException, or a ValidationException where the operation models no
 * conflict.
 */
export async function onceForToken<Output extends object>(
  { clock, database }: OperationContext,
  operation: keyof typeof packageOperations,
  { clientToken, ...input }: { readonly clientToken?: string | undefined },
  work: (transaction: Queryable) => Promise<Output>,
): Promise<Output> {
  return database.transaction(async (transaction) => {
    if (clientToken === undefined) return work(transaction);
    const claim = await claimClientToken<Output>(transaction, { operation, clientToken, input, now: clock.now() });
    switch (claim.kind) {
      case 'repetition':
        return claim.output;
      case 'other input': {
        const modelled: readonly ErrorName[] = packageOperations[operation].errors;
        const name = modelled.includes('ConflictException') ? 'ConflictException' : 'ValidationException';
        throw new ServiceError(name, 'The clientToken was used for a call with other parameters before.');
      }
      case 'new': {
        const output = await work(transaction);
        await claim.keep(output);
        return output;
      }
    }
  });
}

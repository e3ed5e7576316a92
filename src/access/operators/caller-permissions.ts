/**
 * What may be asked of a caller's policies while its request is being answered: some of what an operation does is known
 * only when it has read more than the request (docs/service/permissions.md#what-is-asked-later).
 */
import type { Check } from '../../domain/authorization/resources.ts';

export interface CallerPermissions {
  /** Throws AccessDeniedException for the first of these that the policies do not allow. */
  require(checks: readonly Check[]): Promise<void>;
  /**
   * Whether a policy denies an action explicitly, for example `iot:GetJobDocument`, on a resource that is given as the
   * last part of its ARN.
   */
  denies(action: string, resource: string): Promise<boolean>;
}

/** Those of root, of devices, which have policies of another kind, and of whoever may ask without a signature. */
export const everythingPermitted: CallerPermissions = {
  require: async () => undefined,
  denies: async () => false,
};

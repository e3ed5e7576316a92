/**
 * What a handler may ask of its caller's policies while it answers a request: some of what an operation does is known
 * only after reading more than the request (docs/service/permissions.md#what-is-asked-later).
 */
import type { Check } from '../../domain/authorization/resources.ts';

export interface CallerPermissions {
  /** Throws AccessDeniedException for the first of these checks that the policies do not allow. */
  require(checks: readonly Check[]): Promise<void>;
  /**
   * True if a policy denies an action explicitly, for example `iot:GetJobDocument`, on a resource that is given as the
   * last part of its ARN.
   */
  denies(action: string, resource: string): Promise<boolean>;
}

/** The permissions of root, of devices, which have policies of another kind, and of callers that need no signature. */
export const everythingPermitted: CallerPermissions = {
  require: async () => undefined,
  denies: async () => false,
};

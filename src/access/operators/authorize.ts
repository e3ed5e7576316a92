/**
 * Lets a request pass or refuses it, by the policies of its signer, before anybody looks whether anything exists
 * (docs/service/identity.md#permission-before-existence).
 */
import { ServiceError } from '../../contract/errors.ts';
import { type Account, arn } from '../../domain/arn.ts';
import { type Asked, checksOf } from '../../domain/authorization/checks.ts';
import { conditionKeys } from '../../domain/authorization/condition-keys.ts';
import { firstRefused, type Refused } from '../../domain/authorization/decide.ts';
import type { Check } from '../../domain/authorization/resources.ts';
import { type CompiledStatement, evaluate } from '../../domain/policy-language/evaluate.ts';
import type { Tag } from '../../domain/tags.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Database } from '../../store/database/database.ts';
import { listTags } from '../../store/thing/tag.ts';
import { type CallerPermissions, everythingPermitted } from './caller-permissions.ts';
import type { OperatorDirectory } from './operator-directory.ts';
import { isRoot, type OperatorPrincipal } from './principal.ts';

/** Where a request comes from. */
export interface RequestOrigin {
  readonly sourceAddress: string | undefined;
  readonly isSecure: boolean;
}

export interface AuthorizeOptions {
  readonly account: Account;
  readonly database: Database;
  readonly directory: OperatorDirectory;
  /** The wall clock. */
  readonly clock: Clock;
  /**
   * Whether CreateJob needs permission on the job too, and not only on its targets
   * (docs/service/jobs.md#resources-of-jobs).
   */
  readonly strictIam: boolean;
  /** True if root may only come from this machine. */
  readonly rootLoopbackOnly: boolean;
}

/**
 * Throws AccessDeniedException, or resolves to the means to ask the same policies later about what a request does not
 * name by itself.
 */
export type AuthorizeOperator = (
  principal: OperatorPrincipal,
  asked: Asked,
  origin: RequestOrigin,
) => Promise<CallerPermissions>;

/**
 * Creates the check. It throws AccessDeniedException if a policy denies the request or none allows it. Root is allowed
 * everything.
 */
export function operatorAuthorization(options: AuthorizeOptions): AuthorizeOperator {
  const { account, directory, strictIam } = options;
  return async (principal, asked, origin) => {
    if (isRoot(principal, account)) {
      if (options.rootLoopbackOnly && !isLoopbackAddress(origin.sourceAddress)) throw rootFromElsewhere(principal);
      return everythingPermitted;
    }
    const { operator } = principal;
    const checks = checksOf(asked, account, strictIam);
    const [check] = checks;
    // No principal but root lacks an operator; if one ever did, it would have no policies.
    if (operator === undefined) throw accessDenied(principal, unknownTo(check));
    const policies = await directory.policiesOf(operator);
    const { sessionPolicy } = operator;
    const asksForTags = policies.askForResourceTags || sessionPolicy?.askForResourceTags === true;
    const contextFor = async (about: readonly Check[]) =>
      conditionKeys({
        account,
        asked,
        principalArn: principal.arn,
        principalType: operator.kind === 'user' ? 'User' : 'AssumedRole',
        userName: operator.kind === 'user' ? operator.name : undefined,
        userId: operator.userId,
        ...origin,
        now: options.clock.now(),
        resourceTags: asksForTags ? await tagsOf(options, about) : new Map(),
      });
    const require = async (needed: readonly Check[]) => {
      const contextOf = await contextFor(needed);
      const refused = firstRefused(policies.statements, needed, contextOf);
      if (refused !== undefined) throw accessDenied(principal, refused);
      const refusedToSession = sessionPolicy && firstRefused(sessionPolicy.statements, needed, contextOf);
      if (refusedToSession !== undefined) throw accessDenied(principal, refusedToSession, 'a session policy');
    };
    await require(checks);
    return {
      require,
      async denies(action, name) {
        const resource = arn(account, name);
        const contextOf = await contextFor([{ actions: [action], required: [resource], optional: [] }]);
        const request = { actions: [action], resource, context: contextOf(resource) };
        const denied = (statements: readonly CompiledStatement[]) =>
          evaluate(statements, request).outcome === 'explicit deny';
        return denied(policies.statements) || (sessionPolicy !== undefined && denied(sessionPolicy.statements));
      },
    };
  };
}

/** Whether an address is one of this machine's own. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && (address === '::1' || /^127\.\d+\.\d+\.\d+$/.test(address));
}

/**
 * Reads the tags of the resources, at most as many as a job with a hundred targets names. Resources of other services
 * have no tags here.
 */
async function tagsOf(
  { account, database }: AuthorizeOptions,
  checks: readonly Check[],
): Promise<ReadonlyMap<string, readonly Tag[]>> {
  const arns = new Set(checks.flatMap(({ optional, required }) => [...required, ...optional]));
  const known = new Map<string, readonly Tag[]>();
  // One after another, so that a request does not take all connections.
  for (const resourceArn of arns) {
    const isOurs = resourceArn.startsWith(arn(account, ''));
    if (isOurs && !resourceArn.includes('\0')) known.set(resourceArn, await listTags(database, resourceArn));
  }
  return known;
}

function unknownTo(check: Check | undefined): Refused {
  return { action: check?.actions[0] ?? '*', resource: check?.required[0] ?? '*', isExplicit: false };
}

function accessDenied(
  { arn }: OperatorPrincipal,
  { action, isExplicit, resource }: Refused,
  where: 'an identity-based policy' | 'a session policy' = 'an identity-based policy',
): ServiceError {
  const why = isExplicit
    ? `with an explicit deny in ${where}`
    : `because no ${where.replace(/^an? /, '')} allows the ${action} action`;
  return new ServiceError(
    'AccessDeniedException',
    `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
  );
}

function rootFromElsewhere({ arn }: OperatorPrincipal): ServiceError {
  return new ServiceError('AccessDeniedException', `User: ${arn} may only come from the server's own machine`);
}

/**
 * What a request needs permission for: its own action, and the further ones that come with it
 * (docs/service/jobs.md#resources-of-jobs, docs/service/identity.md#required-and-optional-resources,
 * docs/service/identity.md#further-permissions, docs/service/permissions.md#the-table).
 */
import type { FurtherPermission } from '../../contract/operation.ts';
import { type Account, arn } from '../arn.ts';
import { foreignChecks } from './foreign-resources.ts';
import {
  type Check,
  type Input,
  isAddressed,
  membersIn,
  type NamedResources,
  namedResources,
  type Permission,
} from './resources.ts';

/** Where an operation belongs: the control plane, the device API, or our own extensions. */
export type Plane = 'control' | 'device' | 'extension';

export interface Asked {
  readonly plane: Plane;
  readonly operation: Permission;
  readonly input: Input;
}

/** The names of an operation's action, as refusals and the audit log write it. */
export function actionsOf(plane: Plane, name: string): readonly [string, ...string[]] {
  if (plane === 'extension') return [`musterd:${name}`];
  // Policies written before the device API had its own prefix must still work
  // (docs/service/identity.md#required-and-optional-resources).
  return plane === 'device' ? [`iotjobsdata:${name}`, `iot:${name}`] : [`iot:${name}`];
}

/** The ARN of a resource; resources of our own extensions have a namespace of their own. */
export function resourceArn(account: Account, plane: Plane, resource: string): string {
  if (plane !== 'extension') return arn(account, resource);
  return `arn:${account.partition}:musterd:${account.region}:${account.accountId}:${resource}`;
}

/**
 * All checks of a request, in the order in which they are made. Without `strictIam` CreateJob needs no permission on
 * the job.
 */
export function checksOf({ input, operation, plane }: Asked, account: Account, strictIam: boolean): readonly Check[] {
  const permission = strictIam || operation.name !== 'CreateJob' ? operation : withoutOwnResource(operation);
  const named = (one: Pick<Permission, 'resources' | 'optionalResources'>) =>
    namedResources(one, input, (text) => resourceArn(account, plane, text));
  const checks: Check[] = [{ actions: actionsOf(plane, operation.name), ...named(permission) }];
  for (const further of operation.furtherPermissions ?? []) {
    const { when } = further;
    if (when === undefined || input[when] !== undefined) checks.push(...furtherChecks(further, plane, named(further)));
  }
  if (plane === 'control') checks.push(...foreignChecks(account, input));
  if (operation.name.startsWith('Create') || operation.name.startsWith('Register')) {
    if (requestTags(input).size > 0) checks.push({ actions: ['iot:TagResource'], ...named(ownResource(operation)) });
  }
  return checks;
}

/** The tags of a request, in either of the two forms that operations use. */
export function requestTags({ tags }: Input): ReadonlyMap<string, string> {
  if (typeof tags !== 'object' || tags === null) return new Map();
  if (!Array.isArray(tags)) return new Map(Object.entries(tags).map(([key, value]) => [key, String(value)]));
  return new Map(
    tags.map((tag: { readonly Key?: unknown; readonly Value?: unknown }) => [String(tag.Key), String(tag.Value ?? '')]),
  );
}

/** None where no resource is named, which otherwise would be about everything. */
function furtherChecks(
  { action, resources }: FurtherPermission,
  plane: Plane,
  named: NamedResources,
): readonly Check[] {
  if (named.required.includes('*') && !resources.includes('*')) return [];
  const ofEach = resources.some((template) => template.endsWith('/*'));
  return [{ actions: actionsOf(plane, action), ...named, ...(ofEach ? { ofEach } : {}) }];
}

/**
 * The resource that an operation creates: the last one that the path of the request names, which is the version of a
 * package and its version, and not the parent of a group.
 */
function ownResource({ input, resources }: Permission): Pick<Permission, 'resources'> {
  const isOfPath = (template: string) => membersIn(template).every((member) => input[member]?.in === 'path');
  return { resources: [resources.filter((template) => isAddressed(template) && isOfPath(template)).at(-1) ?? '*'] };
}

function withoutOwnResource(operation: Permission): Permission {
  return { ...operation, resources: operation.resources.filter((template) => !isAddressed(template)) };
}

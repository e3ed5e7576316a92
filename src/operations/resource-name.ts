/** Objects of the registry that a request may name by name or by ARN (docs/service/registry.md#by-name-or-arn). */
import { invalidRequest } from '../contract/errors.ts';
import { registryName } from '../contract/shapes/common.ts';
import { type Account, parseArn } from '../domain/arn.ts';

/** What a resource is called in ARNs and in the members of a request. */
export interface NamedResource {
  readonly arnType: 'thing' | 'thinggroup' | 'billinggroup';
  readonly member: 'thing' | 'thingGroup' | 'billingGroup';
}

export const thingResource: NamedResource = { arnType: 'thing', member: 'thing' };
export const thingGroupResource: NamedResource = { arnType: 'thinggroup', member: 'thingGroup' };
export const billingGroupResource: NamedResource = { arnType: 'billinggroup', member: 'billingGroup' };

const wholeName = new RegExp(`^${registryName.pattern}$`);

/**
 * The name of the resource that a request means. InvalidRequestException if it gives neither name nor ARN, a foreign or
 * malformed ARN, or two that differ.
 */
export function resourceName(
  account: Account,
  resource: NamedResource,
  name: string | undefined,
  arn: string | undefined,
): string {
  const { member } = resource;
  if (arn === undefined) {
    if (name !== undefined) return name;
    // The service was seen to begin the sentence about thing groups with a blank.
    const blank = resource === thingGroupResource ? ' ' : '';
    throw invalidRequest(`${blank}Both ${member}Arn and ${member}Name are empty. Need to specify at least one of them`);
  }
  const nameInArn = nameOf(account, resource, arn);
  if (name !== undefined && name !== nameInArn) {
    throw invalidRequest(`${member}Name and ${member}Arn do not name the same resource.`);
  }
  return nameInArn;
}

function nameOf(account: Account, resource: NamedResource, arn: string): string {
  const parsed = parseArn(account, arn);
  if (parsed?.type !== resource.arnType || parsed.name.length > registryName.max || !wholeName.test(parsed.name)) {
    throw invalidRequest(`${resource.member}Arn is not an ARN of this account for that kind of resource.`);
  }
  return parsed.name;
}

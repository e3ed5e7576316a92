/** The ready-made policies for operators. They can be attached, but neither changed nor deleted. */
import { administrator } from './administrator.ts';
import { deviceProvisioner } from './device-provisioner.ts';
import { operator } from './operator.ts';
import type { ManagedPolicy } from './policy.ts';
import { readOnly } from './read-only.ts';

export const managedPolicies: readonly ManagedPolicy[] = [administrator, deviceProvisioner, operator, readOnly];

export function findManagedPolicy(policyName: string): ManagedPolicy | undefined {
  return managedPolicies.find((policy) => policy.policyName === policyName);
}

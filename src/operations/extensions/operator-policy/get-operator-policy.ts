import { findManagedPolicy } from '../../../domain/operator-policies/index.ts';
import { findOperatorPolicy } from '../../../store/operator/operator-policy.ts';
import { policyNotFound } from '../../operator/operator-policies.ts';
import type { ExtensionHandler } from '../context.ts';

/** ResourceNotFoundException if there is none. */
export const getOperatorPolicy: ExtensionHandler<'GetOperatorPolicy'> = async ({ database }, { policyName }) => {
  const managed = findManagedPolicy(policyName);
  if (managed !== undefined) return { ...managed, readyMade: true };
  const found = await findOperatorPolicy(database, policyName);
  if (found === undefined) throw policyNotFound(policyName);
  return { policyName, readyMade: false, policyDocument: found.policyDocument };
};

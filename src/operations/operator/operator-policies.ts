/** What the operations on policies for operators refuse alike. */
import { invalidRequest, resourceNotFound, type ServiceError } from '../../contract/errors.ts';
import { findManagedPolicy } from '../../domain/operator-policies/index.ts';

/** InvalidRequestException for the name of a ready-made policy. */
export function refuseReadyMade(policyName: string): void {
  if (findManagedPolicy(policyName) === undefined) return;
  throw invalidRequest(`The policy ${policyName} is ready-made: it cannot be changed. Choose another name.`);
}

export function policyNotFound(policyName: string): ServiceError {
  return resourceNotFound(`There is no policy ${policyName}.`);
}

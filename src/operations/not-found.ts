/** How operations on certificates, principals and policies say that something does not exist. */
import { resourceNotFound, type ServiceError } from '../contract/errors.ts';

export function caCertificateNotFound(certificateId: string): ServiceError {
  return resourceNotFound(`CA certificate ${certificateId} does not exist.`);
}

export function certificateNotFound(certificateId: string): ServiceError {
  return resourceNotFound(`Certificate ${certificateId} does not exist.`);
}

export function principalNotFound(principal: string): ServiceError {
  return resourceNotFound(`Principal ${principal} does not exist.`);
}

export function policyNotFound(policyName: string): ServiceError {
  return resourceNotFound(`Policy ${policyName} does not exist.`);
}

export function policyVersionNotFound(policyName: string, policyVersionId: string): ServiceError {
  return resourceNotFound(`Policy ${policyName} has no version ${policyVersionId}.`);
}

/** Begins as programs expect it (docs/service/limits.md#messages-that-programs-look-for). */
export function policyTargetNotFound(target: string): ServiceError {
  return resourceNotFound(`Invalid Target: ${target} does not exist.`);
}

export function thingNotFound(thingName: string): ServiceError {
  return resourceNotFound(`Thing ${thingName} does not exist.`);
}

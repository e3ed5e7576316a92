/**
 * Versions of registry objects: 1 at creation, one more with each update (docs/service/registry.md#how-versions-grow).
 */
import { ServiceError } from '../contract/errors.ts';

/**
 * Throws VersionConflictException if the caller expects a version that is not the present one. Absent and 0 expect
 * nothing: clients send 0 for a number that was not set.
 */
export function checkExpectedVersion(what: string, present: number, expected: number | undefined): void {
  if (expected === undefined || expected === 0 || expected === present) return;
  throw new ServiceError('VersionConflictException', `${what} has version ${present}, not ${expected} as expected.`);
}

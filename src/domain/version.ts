/** Versions of registry objects: 1 when created, one more with each update (`registry.md` 1). */
import { ServiceError } from '../contract/errors.ts';

/**
 * VersionConflictException if the caller expects another version than the present one. Absent and 0 expect nothing, since
 * clients send 0 for a number that was not set.
 */
export function checkExpectedVersion(what: string, present: number, expected: number | undefined): void {
  if (expected === undefined || expected === 0 || expected === present) return;
  throw new ServiceError('VersionConflictException', `${what} has version ${present}, not ${expected} as expected.`);
}

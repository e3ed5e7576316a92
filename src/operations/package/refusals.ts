/** How operations on packages refuse. */
import { resourceNotFound, ServiceError } from '../../contract/errors.ts';
import type { PackageVersionName } from '../../domain/package-version.ts';

export function invalidPackageRequest(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

export function packageConflict(message: string, resourceId: string): ServiceError {
  return new ServiceError('ConflictException', message, { resourceId });
}

export function packageNotFound(packageName: string): ServiceError {
  return resourceNotFound(`Package ${packageName} does not exist.`);
}

export function packageVersionNotFound({ packageName, versionName }: PackageVersionName): ServiceError {
  return resourceNotFound(`Package ${packageName} has no version ${versionName}.`);
}

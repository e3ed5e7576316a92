import { packageVersionArn } from '../../domain/package-version.ts';
import { findPackageVersion } from '../../store/package/package-version.ts';
import type { Handler } from '../context.ts';
import { packageVersionNotFound } from './refusals.ts';

export const getPackageVersion: Handler<'GetPackageVersion'> = async ({ database, settings }, name) => {
  const found = await findPackageVersion(database, name);
  if (found === undefined) throw packageVersionNotFound(name);
  return {
    packageVersionArn: packageVersionArn(settings.account, found),
    packageName: found.packageName,
    versionName: found.versionName,
    description: found.description ?? undefined,
    attributes: found.attributes ?? undefined,
    artifact: found.artifact ?? undefined,
    status: found.status,
    creationDate: found.createdAt,
    lastModifiedDate: found.modifiedAt,
    recipe: found.recipe ?? undefined,
  };
};

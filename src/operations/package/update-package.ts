import { isDeployable } from '../../domain/package-version.ts';
import type { Queryable } from '../../store/database/database.ts';
import { lockPackage, savePackage } from '../../store/package/package.ts';
import { findPackageVersion } from '../../store/package/package-version.ts';
import type { Handler } from '../context.ts';
import { onceForToken } from './once-for-token.ts';
import { invalidPackageRequest, packageConflict, packageNotFound, packageVersionNotFound } from './refusals.ts';

/**
 * Changes what is given; a default version must be PUBLISHED or DEPRECATED
 * (docs/service/templates-and-packages.md#packages-and-their-versions).
 */
export const updatePackage: Handler<'UpdatePackage'> = async (context, input) => {
  const { defaultVersionName, description, packageName, unsetDefaultVersion } = input;
  if (defaultVersionName !== undefined && unsetDefaultVersion === true) {
    throw invalidPackageRequest('Give either defaultVersionName or unsetDefaultVersion, not both.');
  }
  return onceForToken(context, 'UpdatePackage', input, async (transaction) => {
    const found = await lockPackage(transaction, packageName);
    if (found === undefined) throw packageNotFound(packageName);
    if (defaultVersionName !== undefined) await checkDefaultVersion(transaction, packageName, defaultVersionName);
    await savePackage(transaction, {
      ...found,
      description: description ?? found.description,
      defaultVersionName: unsetDefaultVersion === true ? null : (defaultVersionName ?? found.defaultVersionName),
      modifiedAt: context.clock.now(),
    });
    return {};
  });
};

/** The version cannot be deleted meanwhile, since its package is held. */
async function checkDefaultVersion(transaction: Queryable, packageName: string, versionName: string): Promise<void> {
  const version = await findPackageVersion(transaction, { packageName, versionName });
  if (version === undefined) throw packageVersionNotFound({ packageName, versionName });
  if (isDeployable(version.status)) return;
  throw packageConflict(
    `Version ${versionName} of package ${packageName} is a DRAFT and cannot be the default.`,
    versionName,
  );
}

import { packageArn } from '../../domain/package-version.ts';
import { deletePackageRecord, lockPackageToDelete } from '../../store/package/package.ts';
import { hasPackageVersions } from '../../store/package/package-version.ts';
import { deleteTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { onceForToken } from './once-for-token.ts';
import { invalidPackageRequest } from './refusals.ts';

/**
 * Deletes a package without versions; one that does not exist is deleted already
 * (docs/service/templates-and-packages.md#packages-and-their-versions).
 */
export const deletePackage: Handler<'DeletePackage'> = async (context, input) => {
  const { packageName } = input;
  return onceForToken(context, 'DeletePackage', input, async (transaction) => {
    if ((await lockPackageToDelete(transaction, packageName)) === undefined) return {};
    if (await hasPackageVersions(transaction, packageName)) {
      throw invalidPackageRequest(`Package ${packageName} has versions. Delete them first.`);
    }
    await deletePackageRecord(transaction, packageName);
    await deleteTags(transaction, packageArn(context.settings.account, packageName));
    return {};
  });
};

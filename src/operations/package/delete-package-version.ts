import { packageVersionArn } from '../../domain/package-version.ts';
import { lockPackage } from '../../store/package/package.ts';
import { deletePackageVersionRecord } from '../../store/package/package-version.ts';
import { deleteTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { onceForToken } from './once-for-token.ts';
import { invalidPackageRequest } from './refusals.ts';

/** Deletes a version in any state, unless it is the default; one that does not exist is deleted already. */
export const deletePackageVersion: Handler<'DeletePackageVersion'> = async (context, input) => {
  const { packageName, versionName } = input;
  return onceForToken(context, 'DeletePackageVersion', input, async (transaction) => {
    // Held, so that it cannot become the default meanwhile.
    const found = await lockPackage(transaction, packageName);
    if (found?.defaultVersionName === versionName) {
      throw invalidPackageRequest(
        `Version ${versionName} is the default of package ${packageName}. Unset or change the default first.`,
      );
    }
    await deletePackageVersionRecord(transaction, input);
    await deleteTags(transaction, packageVersionArn(context.settings.account, input));
    return {};
  });
};

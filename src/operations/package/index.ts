import type { packageOperations } from '../../contract/operations/package/index.ts';
import type { Handlers } from '../context.ts';
import { createPackage } from './create-package.ts';
import { createPackageVersion } from './create-package-version.ts';
import { deletePackage } from './delete-package.ts';
import { deletePackageVersion } from './delete-package-version.ts';
import { getPackage } from './get-package.ts';
import { getPackageConfiguration } from './get-package-configuration.ts';
import { getPackageVersion } from './get-package-version.ts';
import { listPackageVersions } from './list-package-versions.ts';
import { listPackages } from './list-packages.ts';
import { updatePackage } from './update-package.ts';
import { updatePackageConfiguration } from './update-package-configuration.ts';
import { updatePackageVersion } from './update-package-version.ts';

/** What answers the operations on packages. */
export const packageHandlers: Handlers<typeof packageOperations> = {
  CreatePackage: createPackage,
  CreatePackageVersion: createPackageVersion,
  DeletePackage: deletePackage,
  DeletePackageVersion: deletePackageVersion,
  GetPackage: getPackage,
  GetPackageConfiguration: getPackageConfiguration,
  GetPackageVersion: getPackageVersion,
  ListPackageVersions: listPackageVersions,
  ListPackages: listPackages,
  UpdatePackage: updatePackage,
  UpdatePackageConfiguration: updatePackageConfiguration,
  UpdatePackageVersion: updatePackageVersion,
};
